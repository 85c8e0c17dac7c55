#include <gradus/cnn/memory_format.h>
#include <gradus/cnn/pooling.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/pooling.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "gpu_tensors.h"

using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::gpu;
using gradus::Index;
using gradus::PoolAttributes;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::distance;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::numbers;
using gradus::testing::run_poisoned;
using gradus::testing::works;
namespace nn = gradus::nn;
namespace ops = gradus::ops;

namespace {

using Numbers = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

class PoolingKernels : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_elementwise();
    gradus::cuda::register_pooling();
  }
};

Tensor image(const Numbers& pixels, Index rows, Index columns) {
  return to(Tensor::of(pixels, {1, 1, rows, columns}, float64), gpu);
}

// Square windows of one image.
PoolAttributes windows(Index kernel, Index stride, Index padding = 0) {
  return {.kernel = {kernel, kernel}, .stride = {stride, stride}, .padding = {padding, padding}};
}

Numbers max_of(const Tensor& x, const PoolAttributes& settings) {
  return numbers(run_poisoned(ops::max_pick2d, {x, x}, settings)[0]);
}

Numbers max_gradient(const Tensor& upstream, const Tensor& x, const PoolAttributes& settings) {
  return numbers(run_poisoned(ops::max_place2d, {upstream, x}, settings)[0]);
}

}  // namespace

TEST_F(PoolingKernels, NegativeNumbersWinToo) {
  expect_all("the maximum of -4, -1, -3, -2", max_of(image({-4, -1, -3, -2}, 2, 2), windows(2, 2)),
             Numbers{-1})
      .if_equal({-4}, "no pixel beat 0: the best must begin with a pixel of the window")
      .if_equal({-2}, "the last pixel came out");
  expect_all("maxima of a padded picture of -1 to -9",
             max_of(image({-1, -2, -3, -4, -5, -6, -7, -8, -9}, 3, 3), windows(3, 2, 1)),
             Numbers{-1, -2, -4, -5});
}

TEST_F(PoolingKernels, NotANumberWins) {
  for (std::size_t at = 0; at < 4; ++at) {
    Numbers pixels{1, 5, 2, 3};
    pixels[at] = kNan;
    const Numbers result = max_of(image(pixels, 2, 2), windows(2, 2));
    expect("whether a NaN at place " + std::to_string(at) + " of four wins",
           std::isnan(result[0]) ? 1 : 0, 1)
        .if_true(true, "NaN is not larger than any number, and still it must win");
  }
}

TEST_F(PoolingKernels, TheFirstOfEquals) {
  const Tensor g = image({1}, 1, 1);
  expect_all("gradient of the maximum of four equal pixels",
             max_gradient(g, image({2, 2, 2, 2}, 2, 2), windows(2, 2)), Numbers{1, 0, 0, 0})
      .if_equal({0, 0, 0, 1}, "the last of equals won, not the first")
      .if_equal({1, 1, 1, 1}, "all of the equal pixels got the gradient; it must go to one");
}

TEST_F(PoolingKernels, TheGradientGoesToTheWinner) {
  const Tensor g = image({3}, 1, 1);
  expect_all("gradient of the maximum of 1, 4, 2, 3",
             max_gradient(g, image({1, 4, 2, 3}, 2, 2), windows(2, 2)), Numbers{0, 3, 0, 0})
      .if_equal({0, 0, 3, 0}, "the gradient went to the transposed place: rows with rows");
}

TEST_F(PoolingKernels, OverlappingWindows) {
  // The middle of 5 x 5 is in all nine windows of 3 x 3.
  Numbers pixels(25, 0), expected(25, 0);
  pixels[12] = 1;
  expected[12] = 45;
  const Numbers result =
      max_gradient(image({1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3), image(pixels, 5, 5), windows(3, 1));
  expect("gradient of the pixel that wins in nine windows, upstream 1 to 9", result[12], 45)
      .if_equal(9, "only the last window counted: the gradients of all windows are added up")
      .if_equal(1, "only the first window that holds the pixel was looked at")
      .if_equal(12, "the last window of each row and column was left out: count it too");
  // Means: three windows of a row of six with one of padding; the border divides by 2 places.
  PoolAttributes settings{.kernel = {1, 3}, .stride = {1, 2}, .padding = {0, 1}};
  settings.count_padding = false;
  const Tensor row = to(Tensor::of(Numbers{6, 2, 1, 3, 5, 7}, {1, 1, 1, 6}, float64), gpu);
  expect_all("means of the places that there are",
             numbers(run_poisoned(ops::avg_pool2d, {row}, settings)[0]), Numbers{4, 2, 5})
      .if_equal({8, 6, 15}, "the sums were not divided")
      .if_equal({8.0 / 3, 2, 5},
                "the window's divisor is not always the kernel: the border has fewer places");
  settings.size[0] = 1;
  settings.size[1] = 6;
  const Tensor g = to(Tensor::of(Numbers{6, 12, 18}, {1, 1, 1, 3}, float64), gpu);
  expect_all("the gradient of the means, upstream 6, 12, 18",
             numbers(run_poisoned(ops::avg_spread2d, {g}, settings)[0]), Numbers{3, 7, 4, 10, 6, 6})
      .if_equal({6, 18, 12, 30, 18, 18}, "the shares were not divided")
      .if_equal({2, 6, 4, 10, 6, 6},
                "every share was divided by the whole kernel; the border has fewer places");
}

TEST_F(PoolingKernels, EqualTheCpu) {
  struct Case {
    Shape shape;
    nn::Pool2dOptions options;
  };
  const std::vector<Case> cases{
      {{2, 3, 7, 5}, {}},
      {{1, 5, 9, 8}, {.kernel = {3, 3}, .stride = {2, 2}, .padding = {1, 1}}},
      {{2, 2, 6, 7},
       {.kernel = {3, 2}, .stride = {1, 3}, .padding = {1, 0}, .count_include_pad = false}},
      {{1, 4, 5, 5}, {.kernel = {2, 5}, .stride = {4, 1}}},
      {{0, 3, 4, 4}, {}},
      {{1, 1, 1, 1}, {.kernel = {1, 1}}}};
  const auto check = [](const Shape& shape, const std::string& name, auto pool) {
    for (const DType dtype : {float32, float64})
      for (const bool channels_last : {false, true}) {
        Tensor x = to(gradus::randn(shape, gradus::RandomStream(2, "x"), float64), dtype);
        // Some equal numbers, some NaN's neighbours.
        x = gradus::relu(x);
        if (channels_last) x = nn::channels_last(x);
        const auto run = [&](gradus::Device device) {
          const Tensor leaf = to(x, device).detach().requires_grad(true);
          const Tensor y = pool(leaf);
          const Tensor g = to(
              to(gradus::randn(y.shape(), gradus::RandomStream(2, "g"), float64), dtype), device);
          Numbers all = numbers(y);
          for (const double value : numbers(gradus::grad(y, {leaf}, g)[0])) all.push_back(value);
          EXPECT_EQ(y.array().strides()[1] == 1, pool(x).array().strides()[1] == 1);
          return all;
        };
        const Numbers here = run(gradus::cpu);
        Numbers there;
        if (!works(name, "several threads wrote one pixel", "a window left the picture",
                   [&] { there = run(gpu); }))
          return;
        expect(name + ": the largest distance from the CPU", distance(there, here), 0,
               dtype == float32 ? 1e-6 : 1e-14);
      }
  };
  for (const Case& c : cases) {
    check(c.shape, "max_pool2d", [&](const Tensor& t) { return nn::max_pool2d(t, c.options); });
    check(c.shape, "avg_pool2d", [&](const Tensor& t) { return nn::avg_pool2d(t, c.options); });
  }
  check({2, 3, 5, 7}, "adaptive", [](const Tensor& t) { return nn::adaptive_avg_pool2d(t, 3, 4); });
  check({1, 2, 3, 2}, "adaptive, more outputs than pixels",
        [](const Tensor& t) { return nn::adaptive_avg_pool2d(t, 4, 5); });
  check({2, 3, 4, 6}, "global", [](const Tensor& t) { return nn::adaptive_avg_pool2d(t, 1, 1); });
}
