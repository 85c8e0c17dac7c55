// Convolution as a layer, and the order of images in memory.
#include <gradus/cnn/conv2d_layer.h>
#include <gradus/cnn/memory_format.h>
#include <gradus/common/error.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/sequential.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "../../03_layers/tests/support.h"

using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::nn::channels_last;
using gradus::nn::Conv2d;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::random_tensor;
namespace nn = gradus::nn;

namespace {

Tensor read(const Golden& golden, const std::string& at, const Shape& shape) {
  return Tensor::of(golden.numbers(at), shape, gradus::float64);
}

// A layer with PyTorch's weights, on PyTorch's images, in either order of memory.
void compare(const std::string& name, nn::Module& layer, const Shape& images) {
  const Golden golden(GRADUS_TEST_DATA "/conv2d_layer.json");
  const std::string at = "/" + name + "/";
  layer.to(gradus::float64);
  nn::StateDict state;
  for (const auto& [parameter, tensor] : layer.state_dict())
    state[parameter] = read(golden, at + parameter, tensor.shape());
  layer.load_state_dict(state);
  for (const bool last : {false, true}) {
    const std::string what = name + (last ? ", channels last: " : ": ");
    layer.zero_grad();
    Tensor leaf = read(golden, at + "x", images);
    leaf.requires_grad(true);
    const Tensor y = layer(last ? channels_last(leaf) : leaf);
    expect_all(what + "y", y.to_vector(), golden.numbers(at + "y"), 1e-12);
    gradus::backward(y, read(golden, at + "upstream", y.shape()));
    expect_all(what + "dL/dx", leaf.grad().to_vector(), golden.numbers(at + "dx"), 1e-12);
    for (const auto& [parameter, tensor] : layer.named_parameters())
      expect_all(what + "dL/d" + parameter, tensor.grad().to_vector(),
                 golden.numbers(at + "d" + parameter), 1e-12);
  }
}

template <class Call>
std::string message(const Call& call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(Conv2dLayer, LikePyTorch) {
  Conv2d plain(2, 3, 3), square(2, 3, 2, 2, 1),
      same(2, 4, {3, 2}, {.groups = 2, .same = true}, false),
      all(4, 2, {2, 3}, {.stride = {1, 2}, .padding = {2, 1}, .dilation = {3, 1}, .groups = 2});
  compare("plain", plain, {2, 2, 5, 4});
  compare("square", square, {2, 2, 5, 4});
  compare("same", same, {1, 2, 4, 3});
  compare("all", all, {2, 4, 3, 5});
}

// What a convolution gives has its channels last in memory; Flatten must still count them first.
TEST(Conv2dLayer, FlattenAfterItCountsChannelsFirst) {
  nn::Sequential network(Conv2d(1, 3, 3), nn::Flatten(), nn::Linear(18, 2));
  compare("network", network, {2, 1, 5, 4});
  const Tensor images = random_tensor({2, 3, 4, 5}, "images");
  nn::Flatten flatten;
  EXPECT_EQ(flatten(channels_last(images)).to_vector(), images.to_vector());
}

TEST(Conv2dLayer, NamesAndNumberOfParameters) {
  nn::Sequential network(Conv2d(3, 8, 3, 1, 1), Conv2d(8, 6, {1, 5}, {.groups = 2}, false));
  std::vector<std::string> names;
  for (const auto& parameter : network.named_parameters()) {
    names.push_back(parameter.name + " " + to_string(parameter.tensor.shape()));
    EXPECT_TRUE(parameter.tensor.requires_grad());
  }
  EXPECT_EQ(names, (std::vector<std::string>{"0.weight [8, 3, 3, 3]", "0.bias [8]",
                                             "1.weight [6, 4, 1, 5]"}));
  EXPECT_EQ(network.num_parameters(), 8 * 3 * 9 + 8 + 6 * 4 * 5);
  EXPECT_EQ(network.state_dict().size(), 3U);
  nn::Sequential other(Conv2d(3, 8, 3, 1, 1, true, 5),
                       Conv2d(8, 6, {1, 5}, {.groups = 2}, false, 6));
  const Tensor images = random_tensor({2, 3, 4, 7}, "images", gradus::float32);
  EXPECT_NE(network(images).to_vector(), other(images).to_vector());
  other.load_state_dict(network.state_dict());
  EXPECT_EQ(network(images).to_vector(), other(images).to_vector());
  EXPECT_EQ(network(images).dtype(), gradus::float32);
}

TEST(Conv2dLayer, FirstWeights) {
  Conv2d layer(32, 40, {3, 5}, {.groups = 2}, true, 3);
  const double bound = 1 / std::sqrt(16.0 * 15);
  const std::vector<double> weights = layer.weight.to_vector(), biases = layer.bias->to_vector();
  const auto [least, most] = std::ranges::minmax(weights);
  expect("the largest first weight", most, bound, 1e-4);
  expect("the smallest", least, -bound, 1e-4);
  EXPECT_LE(std::ranges::max(biases), bound);
  EXPECT_GT(std::ranges::max(biases), bound / 2);
  EXPECT_LT(std::ranges::min(biases), -bound / 2);
  double sum = 0, squares = 0, fourths = 0;
  for (const double w : weights) {
    sum += w / bound;
    squares += w * w / (bound * bound);
    fourths += w * w * w * w / (bound * bound * bound * bound);
  }
  const auto count = static_cast<double>(weights.size());
  expect("their mean, in parts of the bound", sum / count, 0, 5 / std::sqrt(3 * count));
  expect("their mean square", squares / count, 1.0 / 3, 0.02);
  expect("their mean fourth power", fourths / count, 1.0 / 5, 0.02);
}

TEST(Conv2dLayer, SeedAndNameDecide) {
  Conv2d one(2, 3, 3, 1, 0, true, 5), two(2, 3, 3, 1, 0, true, 5), three(2, 3, 3, 1, 0, true, 6);
  EXPECT_EQ(one.weight.to_vector(), two.weight.to_vector());
  EXPECT_EQ(one.bias->to_vector(), two.bias->to_vector());
  EXPECT_NE(one.weight.to_vector(), three.weight.to_vector());
  nn::Sequential pair(Conv2d(2, 2, 3), Conv2d(2, 2, 3));
  pair.reset_parameters(5);
  const nn::StateDict state = pair.state_dict();
  EXPECT_NE(state.at("0.weight").to_vector(), state.at("1.weight").to_vector());
  EXPECT_NE(state.at("0.bias").to_vector(), state.at("1.bias").to_vector());
}

TEST(Conv2dLayer, WhatCannotBe) {
  EXPECT_EQ(message([] { Conv2d(0, 4, 3); }),
            "Conv2d: needs at least 1 channel in and out, not 0 and 4");
  EXPECT_EQ(message([] { Conv2d(4, 4, {3, 0}); }), "Conv2d: a kernel of 3 x 0 has no positions");
  EXPECT_EQ(message([] {
              Conv2d(4, 4, {3, 3}, {.groups = 0});
            }),
            "Conv2d: groups must be at least 1, not 0");
  EXPECT_EQ(message([] {
              Conv2d(4, 6, {3, 3}, {.groups = 4});
            }),
            "Conv2d: 4 channels and 6 filters cannot both be cut into 4 groups");
  EXPECT_EQ(message([] {
              Conv2d(3, 8, 3)(gradus::zeros({1, 4, 5, 5}));
            }),
            "conv2d: images [1, 4, 5, 5] have 4 channels, weights [8, 3, 3, 3] are for 3");
}

TEST(ChannelsLast, SameNumbersInAnotherOrder) {
  const Tensor images = random_tensor({2, 3, 4, 5}, "images");
  const Tensor last = channels_last(images);
  EXPECT_EQ(to_string(last.shape()), "[2, 3, 4, 5]");
  EXPECT_EQ(last.to_vector(), images.to_vector());
  EXPECT_TRUE(last.array().strides() == (gradus::Strides{60, 1, 15, 3}));
  EXPECT_EQ(last.data<double>()[1], images.data<double>()[4 * 5]);  // the next channel
  EXPECT_EQ(channels_last(last).data<double>(), last.data<double>()) << "it was copied again";
  const Tensor grey = random_tensor({2, 1, 4, 5}, "grey");
  EXPECT_EQ(channels_last(grey).data<double>(), grey.data<double>())
      << "one channel lies in both orders";
  EXPECT_EQ(channels_last(gradus::zeros({0, 3, 4, 5})).numel(), 0);
  const Tensor view = slice(images, 3, 0, 5, 2);
  EXPECT_EQ(channels_last(view).to_vector(), view.to_vector());
  EXPECT_EQ(message([&] { channels_last(select(images, 0, 0)); }),
            "channels_last: needs images [N, C, H, W], not [3, 4, 5]; unsqueeze(image, 0) makes a "
            "batch of one image");
}

TEST(ChannelsLast, GradientGoesThrough) {
  Tensor images = random_tensor({2, 3, 2, 2}, "images");
  images.requires_grad(true);
  const Tensor upstream = random_tensor({2, 3, 2, 2}, "upstream");
  gradus::backward(channels_last(images), upstream);
  EXPECT_EQ(images.grad().to_vector(), upstream.to_vector());
}
