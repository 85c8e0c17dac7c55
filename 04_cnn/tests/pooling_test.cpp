#include <gradus/cnn/memory_format.h>
#include <gradus/cnn/pooling.h>
#include <gradus/common/error.h>
#include <gradus/layers/sequential.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "../../03_layers/tests/support.h"

using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::PoolAttributes;
using gradus::Shape;
using gradus::Tensor;
using gradus::nn::adaptive_avg_pool2d;
using gradus::nn::avg_pool2d;
using gradus::nn::channels_last;
using gradus::nn::max_pool2d;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::random_tensor;
using Numbers = std::vector<double>;
namespace nn = gradus::nn;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(),
                 kInfinity = std::numeric_limits<double>::infinity();

Tensor image(const Numbers& pixels, Index rows, Index columns, gradus::DType dtype = float64) {
  return Tensor::of(pixels, {1, 1, rows, columns}, dtype);
}

// The gradient of a pooling with respect to the images.
Tensor gradient(const std::function<Tensor(const Tensor&)>& pool, const Tensor& images,
                const Tensor& upstream) {
  const Tensor leaf = images.detach().requires_grad(true);
  return gradus::grad(pool(leaf), {leaf}, upstream)[0];
}

Numbers max_gradient(const Tensor& images, const Numbers& upstream,
                     const nn::Pool2dOptions& options = {}) {
  const auto pool = [&](const Tensor& x) { return max_pool2d(x, options); };
  return gradient(pool, images, Tensor::of(upstream, pool(images).shape(), float64)).to_vector();
}

// Begin and end of each window along the columns.
Numbers windows(const PoolAttributes& settings, Index count, Index in) {
  Numbers result;
  for (Index output = 0; output < count; ++output) {
    const gradus::PoolWindow window = gradus::pool_window(settings, 1, output, in);
    result.push_back(static_cast<double>(window.begin));
    result.push_back(static_cast<double>(window.end));
  }
  return result;
}

Numbers divisors(const PoolAttributes& settings, Index count, Index in) {
  Numbers result;
  for (Index output = 0; output < count; ++output)
    result.push_back(static_cast<double>(gradus::pool_window(settings, 1, output, in).divisor));
  return result;
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

TEST(Pooling, WindowsOfOneSize) {
  PoolAttributes settings{.kernel = {2, 3}, .stride = {1, 2}, .padding = {0, 1}};
  expect_all("windows of 3, 2 apart, padding 1, over 6 columns: begin, end",
             windows(settings, 3, 6), Numbers{0, 2, 1, 4, 3, 6})
      .if_equal({0, 3, 2, 5, 4, 6}, "the first window begins in the padding, before the image")
      .if_equal({-1, 2, 1, 4, 3, 6}, "cut windows to the image: there is nothing before place 0")
      .if_equal({0, 2, 1, 3, 2, 4}, "these are the settings of the rows")
      .if_equal({0, 2, 2, 5, 5, 6}, "windows are `stride` apart, whatever their size");
  if (HasFailure()) return;
  expect_all("what an average divides by, with count_include_pad", divisors(settings, 3, 6),
             Numbers{3, 3, 3})
      .if_equal({2, 3, 3}, "with count_include_pad places in the padding count, as zeros");
  settings.count_padding = false;
  expect_all("what an average divides by, without count_include_pad", divisors(settings, 3, 6),
             Numbers{2, 3, 3})
      .if_equal({3, 3, 3}, "the window at the border has lost a place, which must not count")
      .if_equal({2, 1, 1}, "only the padding of the first window was taken off");
}

TEST(Pooling, AdaptiveWindows) {
  const PoolAttributes settings{.adaptive = {2, 3}};
  expect_all("5 columns in 3 windows: begin, end", windows(settings, 3, 5),
             Numbers{0, 2, 1, 4, 3, 5})
      .if_equal({0, 1, 1, 2, 2, 3},
                "5 / 3 was rounded before it was multiplied: the last columns "
                "are in no window")
      .if_equal({0, 1, 1, 3, 3, 5}, "the end of a window must be rounded up")
      .if_equal({0, 2, 2, 4, 4, 5},
                "a window begins at output in / count rounded down; it may "
                "share a column with the one before");
  if (HasFailure()) return;
  expect_all("what their averages divide by", divisors(settings, 3, 5), Numbers{2, 3, 2});
  expect_all("2 columns in 3 windows", windows(settings, 3, 2), Numbers{0, 1, 0, 2, 1, 2});
  expect_all("6 columns in 3 windows", windows(settings, 3, 6), Numbers{0, 2, 2, 4, 4, 6});
}

TEST(Pooling, MaxOfNegativeNumbers) {
  for (const gradus::DType dtype : {float32, float64}) {
    expect_all("max of 2 x 2 windows of (-5 -3 -2 -7; -4 -1 -6 -8)",
               max_pool2d(image({-5, -3, -2, -7, -4, -1, -6, -8}, 2, 4, dtype)).to_vector(),
               Numbers{-1, -2})
        .if_equal({0, 0}, "the best so far begins at 0: no negative number can win")
        .if_equal({-5, -8}, "the smallest won")
        .if_equal({-5, -2}, "the first pixel of each window stayed, whatever came after it")
        .if_equal({-1, -8}, "the last pixel of each window was taken, not the largest");
    if (HasFailure()) return;
    expect_all("each alone with padding around it",
               max_pool2d(image({-5, -3, -4, -1}, 2, 2, dtype), {.padding = {1, 1}}).to_vector(),
               Numbers{-5, -3, -4, -1})
        .if_equal({0, 0, 0, 0},
                  "the padding counts as 0, which beats negative pixels; it must never win");
    EXPECT_EQ(
        max_pool2d(image({-kInfinity, -kInfinity}, 1, 2, dtype), {.kernel = {1, 2}}).to_vector(),
        Numbers{-kInfinity});
  }
}

TEST(Pooling, NanIsSeen) {
  for (const gradus::DType dtype : {float32, float64})
    for (const Numbers& pixels : {Numbers{1, kNan, 3, 2}, Numbers{kNan, 1, 3, 2},
                                  Numbers{1, 3, 2, kNan}, Numbers{kNan, 1, kNan, 2}}) {
      const Tensor x = image(pixels, 2, 2, dtype);
      EXPECT_TRUE(std::isnan(max_pool2d(x).item()))
          << "one pixel is NaN, and the largest is " << max_pool2d(x).item()
          << ": pooling hid the NaN; a comparison with NaN is false";
      EXPECT_TRUE(std::isnan(avg_pool2d(x).item()));
    }
  expect_all("gradient of the max of (1 NaN; 3 NaN)",
             max_gradient(image({1, kNan, 3, kNan}, 2, 2), {5}), Numbers{0, 5, 0, 0})
      .if_equal({0, 0, 0, 0}, "the gradient is lost, as NaN == NaN is false; test pixel != pixel");
}

TEST(Pooling, GradientGoesToTheFirstOfEquals) {
  expect_all("gradient of the max of (2 2; 2 1), upstream 5",
             max_gradient(image({2, 2, 2, 1}, 2, 2), {5}), Numbers{5, 0, 0, 0})
      .if_equal({5, 5, 5, 0},
                "three places are largest, and each got all of it; nothing is left after the first")
      .if_equal({5.0 / 3, 5.0 / 3, 5.0 / 3, 0}, "it was shared; the first place gets all")
      .if_equal({0, 0, 5, 0}, "the last of the largest got it, not the first")
      .if_equal({5, 5, 5, 5}, "all pixels of the window got it, but only one of them matters");
}

TEST(Pooling, GradientGoesToThePlaceThatWon) {
  expect_all("gradient of the max of (1 9; 2 3), upstream 5",
             max_gradient(image({1, 9, 2, 3}, 2, 2), {5}), Numbers{0, 5, 0, 0})
      .if_equal({0, 0, 5, 0},
                "it went to the transposed place of the window: row and column are "
                "exchanged");
  expect_all("gradient of the max of windows (1 9) and (9 2), upstream 3 and 4",
             max_gradient(image({1, 9, 2}, 1, 3), {3, 4}, {.kernel = {1, 2}, .stride = {1, 1}}),
             Numbers{0, 7, 0})
      .if_equal({0, 4, 0}, "9 won in two windows; the second wrote its gradient over the first");
}

// The gradient of max-pooling's gradient, with respect to the upstream gradient, takes numbers from
// the places that won.
TEST(Pooling, TakesTheValueWhereTheLargestStands) {
  const Tensor x = image({2, 2, 2, 1}, 2, 2).requires_grad(true),
               upstream = image({5}, 1, 1).requires_grad(true), values = image({7, 6, 8, 9}, 2, 2);
  const Tensor dx = gradus::grad(max_pool2d(x), {x}, upstream, {.create_graph = true})[0];
  expect("of (7 6; 8 9), the one where (2 2; 2 1) is largest",
         gradus::grad(dx, {upstream}, values)[0].item(), 7)
      .if_equal(9, "that is the largest value; wanted is the value where the pixel is largest")
      .if_equal(8, "an equal pixel took the place of the first");
}

TEST(Pooling, Average) {
  expect_all("means of 2 x 2 windows of (1 2 5 1; 3 6 2 4)",
             avg_pool2d(image({1, 2, 5, 1, 3, 6, 2, 4}, 2, 4)).to_vector(), Numbers{3, 3})
      .if_equal({12, 12}, "these are sums; divide them")
      .if_equal({1.5, 1}, "only the last pixel of each window is in it: add, do not assign")
      .if_equal({6, 6}, "divided by the two rows or columns, not by all four places");
  // No rounding here.
  EXPECT_EQ(avg_pool2d(gradus::ones({1, 2, 3, 3}, float32), {.kernel = {3, 3}}).to_vector(),
            (Numbers{1, 1}));
}

TEST(Pooling, GradientOfAverage) {
  const nn::Pool2dOptions pairs{.kernel = {1, 2}, .stride = {1, 1}};
  expect_all("gradient of the means of columns (0, 1) and (1, 2), upstream 4 and 6",
             gradient([&](const Tensor& x) { return avg_pool2d(x, pairs); }, image({1, 2, 3}, 1, 3),
                      image({4, 6}, 1, 2))
                 .to_vector(),
             Numbers{2, 5, 3})
      .if_equal({2, 3, 3},
                "the middle column is in two means, and the second one wrote over the "
                "gradient from the first")
      .if_equal({4, 10, 6}, "each pixel has only its share in the mean")
      .if_equal({4, 6, 6}, "neither divided nor added up");
}

TEST(Pooling, LikePyTorch) {
  const gradus::testing::Golden golden(GRADUS_TEST_DATA "/pooling.json");
  const auto shape_at = [&](const std::string& at) {
    Shape shape;
    for (const double size : golden.numbers(at)) shape.push_back(static_cast<Index>(size));
    return shape;
  };
  int compared = 0;
  for (const std::string& name : golden.keys("")) {
    const std::string at = "/" + name;
    const auto compare = [&](const std::string& pool,
                             const std::function<Tensor(const Tensor&)>& function) {
      for (const gradus::DType dtype : {float32, float64})
        for (const int orders : {0, 1, 2, 3}) {
          const Tensor x = Tensor::of(golden.numbers(at + "/x"), shape_at(at + "/shape"), dtype),
                       upstream = Tensor::of(golden.numbers(at + "/upstream"),
                                             shape_at(at + "/out"), dtype);
          const Tensor images = orders & 1 ? channels_last(x) : x,
                       g = orders & 2 ? channels_last(upstream) : upstream;
          const std::string what = name + ", " + pool + ", memory orders " + std::to_string(orders);
          const double tolerance = dtype == float32 ? 1e-6 : 1e-12;
          const Tensor y = function(images);
          EXPECT_EQ(y.dtype(), dtype);
          ASSERT_EQ(to_string(y.shape()), to_string(shape_at(at + "/out"))) << what;
          expect_all(what, y.to_vector(), golden.numbers(at + "/" + pool + "/y"), tolerance);
          expect_all(what + ", gradient", gradient(function, images, g).to_vector(),
                     golden.numbers(at + "/" + pool + "/dx"), tolerance);
          ++compared;
        }
    };
    if (name.starts_with("adaptive")) {
      const Shape out = shape_at(at + "/out");
      compare("avg", [&](const Tensor& x) { return adaptive_avg_pool2d(x, out[2], out[3]); });
      continue;
    }
    nn::Pool2dOptions options;
    for (int axis = 0; axis < 2; ++axis) {
      options.kernel[axis] = shape_at(at + "/kernel")[axis];
      options.stride[axis] = shape_at(at + "/stride")[axis];
      options.padding[axis] = shape_at(at + "/padding")[axis];
    }
    compare("max", [&](const Tensor& x) { return max_pool2d(x, options); });
    compare("avg padded", [&](const Tensor& x) { return avg_pool2d(x, options); });
    options.count_include_pad = false;
    compare("avg", [&](const Tensor& x) { return avg_pool2d(x, options); });
  }
  EXPECT_EQ(compared, (10 * 3 + 4) * 8);
}

// More channels than are done in one part, and enough work for several threads.
TEST(Pooling, SameInBothOrdersOfMemoryAndKeepsThem) {
  const Tensor x = random_tensor({3, 150, 9, 8}, "x"), last = channels_last(x);
  const nn::Pool2dOptions options{.kernel = {3, 2}, .stride = {2, 1}, .padding = {1, 1}};
  const std::vector<std::function<Tensor(const Tensor&)>> pools = {
      [&](const Tensor& images) { return max_pool2d(images, options); },
      [&](const Tensor& images) { return avg_pool2d(images, options); },
      [&](const Tensor& images) { return adaptive_avg_pool2d(images, 4, 3); }};
  for (const auto& pool : pools) {
    const Tensor y = pool(x), y_last = pool(last);
    EXPECT_TRUE(y.is_contiguous());
    EXPECT_TRUE(permute(y_last, {0, 2, 3, 1}).is_contiguous());
    EXPECT_EQ(y.to_vector(), y_last.to_vector());
    const Tensor upstream = random_tensor(y.shape(), "g");
    const Tensor dx = gradient(pool, x, upstream),
                 dx_last = gradient(pool, last, channels_last(upstream));
    EXPECT_TRUE(dx.is_contiguous());
    EXPECT_TRUE(permute(dx_last, {0, 2, 3, 1}).is_contiguous());
    EXPECT_EQ(dx.to_vector(), dx_last.to_vector());
    // Views with gaps, and in no usual order.
    const Tensor view = transpose(slice(x, 3, 1, 8, 2), 2, 3);
    EXPECT_EQ(pool(view).to_vector(), pool(contiguous(view)).to_vector());
  }
}

TEST(Pooling, OneImageWithoutBatch) {
  const Tensor x = random_tensor({2, 5, 6}, "x"), batch = unsqueeze(x, 0);
  EXPECT_EQ(to_string(max_pool2d(x).shape()), "[2, 2, 3]");
  EXPECT_EQ(max_pool2d(x).to_vector(), max_pool2d(batch).to_vector());
  EXPECT_EQ(avg_pool2d(x).to_vector(), avg_pool2d(batch).to_vector());
  EXPECT_EQ(to_string(adaptive_avg_pool2d(x, 2, 1).shape()), "[2, 2, 1]");
  EXPECT_EQ(adaptive_avg_pool2d(x, 2, 1).to_vector(), adaptive_avg_pool2d(batch, 2, 1).to_vector());
  EXPECT_EQ(to_string(max_pool2d(gradus::zeros({0, 2, 4, 4})).shape()), "[0, 2, 2, 2]");
  EXPECT_EQ(to_string(avg_pool2d(gradus::zeros({2, 0, 4, 4})).shape()), "[2, 0, 2, 2]");
}

TEST(Pooling, AsLayers) {
  const Tensor x = random_tensor({2, 3, 6, 7}, "x", float32);
  nn::MaxPool2d max(3, 2, 1), plain(2);
  nn::AvgPool2d average(3, 2, 1), uncounted({.padding = {1, 1}, .count_include_pad = false});
  nn::AdaptiveAvgPool2d global, adaptive(2, 3);
  const nn::Pool2dOptions options{.kernel = {3, 3}, .stride = {2, 2}, .padding = {1, 1}};
  EXPECT_EQ(max(x).to_vector(), max_pool2d(x, options).to_vector());
  EXPECT_EQ(to_string(plain(x).shape()), "[2, 3, 3, 3]");
  EXPECT_EQ(average(x).to_vector(), avg_pool2d(x, options).to_vector());
  EXPECT_EQ(uncounted(x).to_vector(),
            avg_pool2d(x, {.padding = {1, 1}, .count_include_pad = false}).to_vector());
  expect_all("the global average", global(x).to_vector(), mean(x, {2, 3}).to_vector(), 1e-6);
  EXPECT_EQ(to_string(global(x).shape()), "[2, 3, 1, 1]");
  EXPECT_EQ(adaptive(x).to_vector(), adaptive_avg_pool2d(x, 2, 3).to_vector());
  EXPECT_EQ(max.num_parameters() + average.num_parameters() + global.num_parameters(), 0);
}

TEST(Pooling, WhatCannotBe) {
  const Tensor x = gradus::zeros({1, 2, 4, 5});
  EXPECT_EQ(message([&] {
              max_pool2d(x, {.kernel = {0, 2}});
            }),
            "max_pool2d: window and stride must be at least 1, not 0 and 0");
  EXPECT_EQ(message([&] {
              avg_pool2d(x, {.stride = {1, -1}});
            }),
            "avg_pool2d: window and stride must be at least 1, not 2 and -1");
  EXPECT_EQ(message([&] {
              max_pool2d(x, {.kernel = {3, 3}, .padding = {0, 2}});
            }),
            "max_pool2d: padding must be from 0 to half the window (1), not 2");
  EXPECT_EQ(message([&] {
              avg_pool2d(x, {.kernel = {3, 6}});
            }),
            "avg_pool2d: a window of 3 x 6 does not fit into images [1, 2, 4, 5]");
  EXPECT_EQ(message([&] {
              max_pool2d(gradus::zeros({4, 5}));
            }),
            "max_pool2d: needs images [N, C, H, W] or [C, H, W], not [4, 5]");
  EXPECT_EQ(message([&] {
              max_pool2d(gradus::zeros({1, 2, 0, 5}), {.padding = {1, 1}});
            }),
            "max_pool2d: images [1, 2, 0, 5] have no pixels");
  EXPECT_EQ(message([&] {
              adaptive_avg_pool2d(gradus::zeros({1, 2, 3, 0}), 1, 1);
            }),
            "adaptive_avg_pool2d: images [1, 2, 3, 0] have no pixels");
  EXPECT_EQ(message([&] { adaptive_avg_pool2d(x, 0, 3); }),
            "adaptive_avg_pool2d: needs at least 1 x 1 outputs, not 0 x 3");
}
