// Wrong shapes, axes, dtypes, indices: one line each, that names the operation, the values, and the
// way out. What the tests of the steps check already is not here again.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/hooks.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/statistics.h>
#include <gtest/gtest.h>

using gradus::int64;
using gradus::ones;
using gradus::Tensor;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

const Tensor kMatrix = ones({2, 3});

}  // namespace

TEST(BadInput, AxesAreRefusedByTheOperationThatWasCalled) {
  const std::string what = ": there is no axis 4 in a tensor of rank 2; use -2 to 1";
  EXPECT_EQ(message([] { any(kMatrix, {4}); }), "any" + what);
  EXPECT_EQ(message([] { all(kMatrix, {4}); }), "all" + what);
  EXPECT_EQ(message([] { flip(kMatrix, {4}); }), "flip" + what);
  EXPECT_EQ(message([] { prod(kMatrix, {4}); }), "prod" + what);
  EXPECT_EQ(message([] { argmax(kMatrix, 4); }), "argmax" + what);
  EXPECT_EQ(message([] { cumsum(kMatrix, 4); }), "cumsum" + what);
  EXPECT_EQ(message([] { logsumexp(kMatrix, {4}); }), "logsumexp" + what);
  EXPECT_EQ(message([] { var(kMatrix, {4}); }), "var" + what);
  EXPECT_EQ(message([] { mean(kMatrix, {4}); }), "mean" + what);
}

TEST(BadInput, LabelsBelowZero) {
  const Tensor labels = Tensor::of({1, -2, 0}, {3}, int64);
  EXPECT_EQ(message([&] { one_hot(labels); }),
            "one_hot: label -2 is negative; classes are counted from 0");
  EXPECT_EQ(message([&] { one_hot(labels, 2); }),
            "one_hot: the index at [1, 0] is -2, outside axis 1 of size 2; use 0 to 1");
}

TEST(BadInput, EmptyHooks) {
  const Tensor x = ones({2}).requires_grad(true);
  EXPECT_EQ(message([&] { register_hook(x, nullptr); }),
            "register_hook: the hook is empty; give something that can be called");
}

TEST(BadInput, NoTensorAtAll) {
  const std::string what =
      "tensor: this handle holds no tensor (a gradient that was never computed?)";
  EXPECT_EQ(message([] { kMatrix + Tensor(); }), what);
  EXPECT_EQ(message([] { exp(Tensor()); }), what);
  EXPECT_EQ(message([] { sum(Tensor()); }), what);
}

TEST(BadInput, SizesThatNoMemoryHolds) {
  EXPECT_EQ(message([] {
              gradus::zeros({gradus::Index{1} << 40, gradus::Index{1} << 40});
            }),
            "shape: [1099511627776, 1099511627776] has more elements than any memory holds");
  EXPECT_EQ(message([] { gradus::arange(0, 1e30); }), "arange: 1e+30 elements are too many");
  EXPECT_EQ(message([] { gradus::zeros({-1}); }), "shape: [-1] has a negative size");
}
