// Data sets of two tensors, of any dtypes and shapes, and loaders that go through them.
#include <gradus/common/error.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/tensor_dataset.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::data::Batch;
using gradus::data::DataLoader;
using gradus::data::TensorDataset;
using gradus::testing::random_tensor;

namespace {

std::string error_of(const auto& body) {
  try {
    body();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(TensorDataset, PicksRowsOfBoth) {
  for (const gradus::DType dtype :
       {gradus::float32, gradus::float64, gradus::int64, gradus::uint8, gradus::bool_}) {
    const Tensor x = Tensor::of({0, 1, 1, 1, 1, 0}, {3, 2}, dtype);
    const Tensor y = Tensor::of({5, 6, 7}, {3}, gradus::int64);
    const TensorDataset set(x, y);
    EXPECT_EQ(set.size(), 3);
    const std::vector<Index> samples = {2, 0, 2};
    const Batch batch = set.batch(samples);
    EXPECT_EQ(batch.inputs.to_vector(), (std::vector<double>{1, 0, 0, 1, 1, 0}));
    EXPECT_TRUE(batch.inputs.dtype() == dtype);
    EXPECT_EQ(batch.targets.to_vector(), (std::vector<double>{7, 5, 7}));
    EXPECT_EQ(batch.size(), 3);
  }
}

TEST(TensorDataset, OfViewsAndNumbers) {
  const Tensor whole = random_tensor({4, 3}, "x");
  const TensorDataset set(t(whole), select(whole, 0, 1));
  const std::vector<Index> samples = {1};
  EXPECT_EQ(set.batch(samples).inputs.to_vector(), select(t(whole), 0, 1).to_vector());
  EXPECT_EQ(to_string(set.batch(samples).targets.shape()), "[1]");
}

TEST(TensorDataset, BatchesHaveNoGraph) {
  Tensor x = random_tensor({4, 3}, "x");
  x.requires_grad(true);
  const TensorDataset set(x, x);
  const std::vector<Index> samples = {0, 1};
  EXPECT_FALSE(set.batch(samples).inputs.requires_grad());
}

TEST(TensorDataset, ALoaderGoesThroughIt) {
  const Tensor x = gradus::arange(0, 10);
  const TensorDataset set(x, x * 2);
  for (int prefetch : {0, 2}) {
    const DataLoader loader(set,
                            {.batch_size = 4, .shuffle = true, .seed = 1, .prefetch = prefetch});
    EXPECT_EQ(loader.size(), 3);
    EXPECT_EQ(loader.dataset().size(), 10);
    std::vector<Index> sizes;
    std::vector<double> seen;
    for (const Batch& batch : loader.epoch(0)) {
      sizes.push_back(batch.size());
      for (Index i = 0; i < batch.size(); ++i) {
        seen.push_back(batch.inputs.to_vector()[static_cast<std::size_t>(i)]);
        EXPECT_EQ(batch.targets.to_vector()[static_cast<std::size_t>(i)], 2 * seen.back())
            << "inputs and targets stay together";
      }
    }
    EXPECT_EQ(sizes, (std::vector<Index>{4, 4, 2})) << "the last batch is smaller";
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, x.to_vector());
    const DataLoader whole(set, {.batch_size = 4, .drop_last = true});
    EXPECT_EQ(whole.size(), 2);
  }
}

TEST(TensorDataset, ThatAreWrong) {
  const Tensor three = gradus::zeros({3, 2});
  EXPECT_EQ(error_of([&] { TensorDataset(three, gradus::zeros({2})); }),
            "tensor data set: the first axes of [3, 2] and [2] must count the same samples");
  EXPECT_EQ(error_of([&] { TensorDataset(three, Tensor(1.0)); }),
            "tensor data set: the first axes of [3, 2] and [] must count the same samples");
  EXPECT_EQ(error_of([&] {
              TensorDataset(gradus::zeros({0, 2}), gradus::zeros({0}));
            }),
            "tensor data set: it is empty: [0, 2]");
  const TensorDataset set(three, three);
  for (Index bad : {-1, 3})
    EXPECT_EQ(error_of([&] {
                set.batch(std::vector<Index>{0, bad});
              }),
              "tensor data set: sample " + std::to_string(bad) + " is not from 0 to 2");
}
