// What nobody should give to layers, data and training: one line each, that names what was wrong
// and the way out. Damaged files are tried in fuzz_test.cpp and saving_test.cpp.
#include <gradus/common/error.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/dataset.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/normalization.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support.h"

using gradus::Array;
using gradus::ones;
using gradus::Tensor;
using gradus::zeros;
using gradus::data::DataLoader;
using gradus::data::ImageDataset;
namespace nn = gradus::nn;
namespace optim = gradus::optim;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Array bytes(const gradus::Shape& shape) {
  const std::vector<std::uint8_t> values(static_cast<std::size_t>(gradus::numel(shape)), 1);
  return Array::of(values, shape);
}

}  // namespace

TEST(BadInput, LayersWithoutNumbers) {
  EXPECT_EQ(message([] { nn::Linear(0, 3); }),
            "Linear: in_features and out_features must be at least 1, not 0 and 3");
  EXPECT_EQ(message([] { nn::Linear(3, 0); }),
            "Linear: in_features and out_features must be at least 1, not 3 and 0");
  EXPECT_EQ(message([] { nn::BatchNorm1d(0); }),
            "BatchNorm1d: num_features must be at least 1, not 0");
  EXPECT_EQ(message([] { nn::LayerNorm({}); }),
            "LayerNorm: normalized_shape must name at least one number, not []");
  EXPECT_EQ(message([] { nn::LayerNorm({0}, {.elementwise_affine = false}); }),
            "LayerNorm: normalized_shape must name at least one number, not [0]");
}

TEST(BadInput, ANetworkOfWholeNumbers) {
  nn::Linear layer(3, 2);
  EXPECT_EQ(message([&] { layer.to(gradus::int64); }),
            "to: a network computes in floating point, not in int64");
  EXPECT_TRUE(layer.weight.dtype() == gradus::float32) << "nothing was converted";
  EXPECT_TRUE(layer.weight.requires_grad());
}

TEST(BadInput, LabelsThatDoNotBelongToTheScores) {
  const Tensor scores = ones({3, 4});
  EXPECT_EQ(message([&] { nn::count_correct(scores, zeros({2}, gradus::int64)); }),
            "count_correct: expected scores [N, C] and labels [N], not [3, 4] and [2]")
      << "it would read behind the labels' end";
  EXPECT_EQ(message([&] { nn::count_correct(ones({3}), zeros({3}, gradus::int64)); }),
            "count_correct: expected scores [N, C] and labels [N], not [3] and [3]");
}

TEST(BadInput, Images) {
  const Array floats = Array::empty({1, 2, 2}, gradus::float32);
  EXPECT_EQ(message([&] { ImageDataset(floats, bytes({1}), 10, {}); }),
            "images: pixels and labels are bytes (uint8), not float32 and uint8");
  const Array wide = Array::empty({1}, gradus::int64);
  EXPECT_EQ(message([&] {
              ImageDataset(bytes({1, 2, 2}), wide, 10, {});
            }),
            "images: pixels and labels are bytes (uint8), not uint8 and int64");
  const std::string cannot = " cannot be divided by; measure() gives one that can";
  EXPECT_EQ(message([] {
              ImageDataset(bytes({1, 2, 2}), bytes({1}), 10, {0, 0});
            }),
            "images: a standard deviation of 0" + cannot);
  EXPECT_EQ(message([] {
              ImageDataset(bytes({1, 2, 2}), bytes({1}), 10, {0, std::nan("")});
            }),
            "images: a standard deviation of nan" + cannot);
  EXPECT_EQ(message([] {
              ImageDataset::measure(bytes({0, 2, 2}));
            }),
            "images: there is nothing to measure in [0, 2, 2]");
}

TEST(BadInput, Loaders) {
  const ImageDataset images(bytes({4, 2, 2}), bytes({4}), 10, {});
  EXPECT_EQ(message([&] { DataLoader(images, {.prefetch = -1}); }),
            "data loader: prefetch must be 0 (no thread of its own) or more, not -1");
  EXPECT_EQ(message([&] { DataLoader(images, {.shuffle = true}).epoch(-1); }),
            "data loader: epochs are counted from 0; there is none of number -1");
}

TEST(BadInput, Rates) {
  nn::Linear layer(3, 2);
  optim::SGD sgd(layer.parameters());
  EXPECT_EQ(message([&] { optim::OneCycleLR(sgd, -0.1, 10); }),
            "OneCycleLR: max_lr must not be negative: -0.1");
  EXPECT_EQ(message([&] { optim::OneCycleLR(sgd, std::nan(""), 10); }),
            "OneCycleLR: max_lr must not be negative: nan");
}
