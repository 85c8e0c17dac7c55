#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/statistics.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::all;
using gradus::any;
using gradus::Axes;
using gradus::BackwardOptions;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::tensor;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

using Values = std::vector<double>;
using Function = std::function<Tensor(const Tensor&)>;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What came out, or the error that was thrown instead.
struct Outcome {
  Values values;
  std::string error;
};
Outcome outcome(const std::function<Tensor()>& call) {
  try {
    return {call().to_vector(), ""};
  } catch (const gradus::Error& error) {
    return {{}, error.what()};
  }
}
std::string message(const std::function<Tensor()>& call) { return outcome(call).error; }

// The gradient of f at x, for an upstream gradient.
Outcome gradient(const Function& f, const Tensor& x, const Values& upstream) {
  return outcome([&] {
    const Tensor leaf = x.detach().requires_grad(true), y = f(leaf);
    return gradus::grad(y, {leaf}, Tensor::of(upstream, y.shape(), x.dtype()))[0];
  });
}

// 1 for each NaN, else 0.
Values nans(const Values& values) {
  Values result;
  for (double value : values) result.push_back(std::isnan(value));
  return result;
}

Tensor doubles(const gradus::Nested& numbers) { return tensor(numbers, float64); }

}  // namespace

TEST(Statistics, GradientOfMax) {
  const Tensor x = doubles({{1, 3, 3}, {2, 0, 1}});
  const Outcome rows = gradient([](const Tensor& t) { return max(t, {1}); }, x, {10, 7});
  expect_all("gradient of the largest of each row of [[1, 3, 3], [2, 0, 1]], upstream [10, 7]",
             rows.values, {0, 5, 5, 7, 0, 0})
      .if_equal({0, 10, 10, 7, 0, 0},
                "each of two equal elements got the whole gradient: together that is twice as much")
      .if_equal({10.0 / 3, 10.0 / 3, 10.0 / 3, 7.0 / 3, 7.0 / 3, 7.0 / 3},
                "elements that are not the largest got a share; they did not move the result")
      .if_equal({0, 10.0 / 3, 10.0 / 3, 7.0 / 3, 0, 0},
                "the ties of all rows were counted together: each result has its own")
      .if_equal({0, 0.5, 0.5, 1, 0, 0}, "the upstream gradient was forgotten")
      .if_true(rows.error.find("broadcast") != std::string::npos,
               "the axes that went are missing: bring upstream and output to `kept` first");
  expect_all("gradient of the smallest of [[[4], [1]], [[1], [2]]] over the axes 0 and -1",
             gradient(
                 [](const Tensor& t) {
                   return min(t, {0, -1});
                 },
                 doubles({{{4}, {1}}, {{1}, {2}}}), {8, 6})
                 .values,
             {0, 6, 8, 0});
}

TEST(Statistics, GradientOfMaxOverAnyAxes) {
  Draw draw("max");
  for (int sample = 0; sample < 60; ++sample) {
    const Tensor x(draw_array(draw, draw.shape(4, false), gradus::int64));  // whole: with ties
    Axes axes;
    for (int axis = 0; axis < x.dim(); ++axis)
      if (draw.chance(0.5)) axes.push_back(draw.chance(0.5) ? axis : axis - x.dim());
    const bool keepdim = draw.chance(0.5);
    const Function f = [&](const Tensor& t) { return max(t, axes, keepdim); };
    const Values upstream = draw.normals(f(x).numel());
    const Outcome actual = gradient(f, to(x, float64), upstream);
    const std::string what =
        "gradient of max of " + to_string(x.shape()) + " over " + to_string(axes);
    // Which result each element went into; then the largest of each, and how many there are.
    Shape kept = x.shape();
    for (Index axis : axes) kept[gradus::normalize_axis(axis, x.dim(), "test")] = 1;
    if (axes.empty()) kept = Shape::filled(x.dim(), 1);
    const Tensor results = gradus::arange(static_cast<Index>(upstream.size()));
    const Values result = expand(reshape(results, kept), x.shape()).to_vector(),
                 values = x.to_vector();
    Values largest(upstream.size(), -kInfinity), count(upstream.size()), expected;
    const auto at = [&](Values& of, std::size_t i) -> double& {
      return of[static_cast<std::size_t>(result[i])];
    };
    for (std::size_t i = 0; i < values.size(); ++i)
      at(largest, i) = std::max(at(largest, i), values[i]);
    for (std::size_t i = 0; i < values.size(); ++i) at(count, i) += values[i] == at(largest, i);
    for (std::size_t i = 0; i < values.size(); ++i)
      expected.push_back(values[i] == at(largest, i)
                             ? upstream[static_cast<std::size_t>(result[i])] / at(count, i)
                             : 0);
    expect_all(what, actual.values, expected, 1e-12);
  }
}

TEST(Statistics, Variance) {
  const Tensor x = doubles({{1, 3}, {10, 20}});
  const Outcome rows = outcome([&] { return var(x, {1}); });
  expect_all("variance of the rows of [[1, 3], [10, 20]]", rows.values, {2, 50})
      .if_equal({1, 25}, "that is divided by n; the correction makes it n - 1")
      .if_equal({2.0 / 3, 50.0 / 3}, "n is the number of elements of one row, not of all")
      .if_equal({145, 89},
                "the means were subtracted from the columns: without keepdim they broadcast along "
                "the wrong axis")
      .if_equal({(7.5 * 7.5 + 5.5 * 5.5), (1.5 * 1.5 + 11.5 * 11.5)},
                "the mean of all elements was subtracted, not that of each row")
      .if_equal({0, 0}, "the distances were summed, not their squares");
  expect_all("the same with correction 0", outcome([&] { return var(x, {1}, 0); }).values, {1, 25})
      .if_equal({2, 50}, "the correction was not asked: it is 0 here");
  expect_all("of one number", nans(outcome([] { return var(doubles({5})); }).values), {1});
  EXPECT_EQ(var(x, {0}, 1, true).shape(), Shape({1, 2}));
}

TEST(Statistics, VarianceOfLargeNumbers) {
  if (outcome([] { return var(doubles({{1, 3}, {10, 20}}), {1}); }).values != Values{2, 50}) return;
  const Tensor x = tensor({10001, 10002, 10003, 10004}, float32);
  expect("variance of 10001, 10002, 10003, 10004 in float32", var(x).item(), 5.0 / 3, 1e-6)
      .if_true(true,
               "the mean of the squares and the square of the mean agree in all digits that "
               "float32 has; what is left of their difference is rounding");
}

TEST(Statistics, GradientOfVariance) {
  const Outcome all_four =
      gradient([](const Tensor& t) { return var(t, {}, 0); }, doubles({1, 2, 4, 9}), {2});
  expect_all("gradient of the variance of 1, 2, 4, 9 (correction 0), upstream 2", all_four.values,
             {-3, -2, 0, 5}, 1e-12);
  expect_all(
      "gradient of the deviation of equal numbers",
      gradient([](const Tensor& t) { return gradus::std(t); }, doubles({3, 3, 3}), {1}).values,
      {0, 0, 0})
      .if_true(true, "the root's gradient is infinite at 0; see root() in more_statistics.cpp");
  expect_all(
      "gradient of the norm",
      gradient([](const Tensor& t) { return norm(t, {1}); }, doubles({{3, 4}, {0, 0}}), {1, 1})
          .values,
      {0.6, 0.8, 0, 0}, 1e-15);
}

TEST(Statistics, Logsumexp) {
  const auto of = [](const Tensor& x, const Axes& axes = {}) {
    return outcome([&] { return logsumexp(x, axes); }).values;
  };
  const Values small = of(doubles({0, std::log(3.0)}));
  expect_all("logsumexp of 0 and ln 3", small, {std::log(4.0)})
      .if_equal({std::log(4.0 / 3)}, "the largest element was not added again");
  if (small.size() != 1 || std::abs(small[0] - std::log(4.0)) > 1e-9) return;
  expect_all("logsumexp of 1000 and 1000", of(doubles({1000, 1000})), {1000 + std::log(2.0)})
      .if_equal({kInfinity}, "exp(1000) is infinite: no exponent should be above 0");
  const Values rows = of(doubles({{0, 0}, {-2000, -2000}}), {1});
  expect_all("logsumexp of the rows of [[0, 0], [-2000, -2000]]", rows,
             {std::log(2.0), -2000 + std::log(2.0)})
      .if_true(of(doubles({1000, 1000}))[0] < 2000 && rows.size() == 2 && rows[1] == -kInfinity,
               "the largest of all elements was subtracted from every row: exp(-2000) is 0");
  const Values nothing =
      of(doubles({{-kInfinity, -kInfinity}, {-kInfinity, 1}, {kInfinity, 1}}), {1});
  expect_all("logsumexp of [-inf, -inf], of [-inf, 1] and of [inf, 1]: is it NaN?", nans(nothing),
             {0, 0, 0})
      .if_true(std::isnan(nothing.at(0)),
               "-infinity minus -infinity is NaN: subtract 0 where the largest is not finite");
  expect_all("the same", nothing, {-kInfinity, 1, kInfinity});
  expect_all("of no elements", of(gradus::zeros({2, 0}), {1}), {-kInfinity, -kInfinity});
  EXPECT_EQ(logsumexp(gradus::zeros({2, 3}), {1}, true).shape(), Shape({2, 1}));
  EXPECT_EQ(logsumexp(gradus::zeros({2, 3})).shape(), Shape({}));
}

TEST(Statistics, GradientOfLogsumexpIsSoftmax) {
  const Outcome actual = gradient([](const Tensor& t) { return logsumexp(t); },
                                  doubles({1000, 1000 + std::log(3.0)}), {8});
  expect_all("gradient of logsumexp of 1000 and 1000 + ln 3, upstream 8", actual.values, {2, 6},
             1e-12);
}

TEST(Statistics, GradientOfRunningSums) {
  const Function f = [](const Tensor& t) { return cumsum(t, 0); };
  expect_all("gradient of the running sums of three numbers, upstream [1, 20, 300]",
             gradient(f, doubles({5, 6, 7}), {1, 20, 300}).values, {321, 320, 300})
      .if_equal({1, 21, 321},
                "these are the running sums from the front; x[0] counts in all, x[2] in one")
      .if_equal({1, 20, 300}, "x[0] counts in y[1] and y[2] too")
      .if_equal({321, 321, 321}, "x[2] does not count in y[0]");
  // The gradient of the gradient, with respect to the upstream gradient, is the running sum again.
  const Outcome twice = outcome([&] {
    const Tensor x = doubles({5, 6, 7}).requires_grad(true),
                 upstream = doubles({1, 20, 300}).requires_grad(true);
    BackwardOptions options;
    options.create_graph = true;
    return gradus::grad(gradus::grad(f(x), {x}, upstream, options)[0], {upstream},
                        doubles({1, 20, 300}))[0];
  });
  expect_all("gradient of that for the upstream gradient", twice.values, {1, 21, 321})
      .if_equal({321, 320, 300}, "the gradient of sums from the end runs from the front again");
}

TEST(Statistics, Products) {
  const auto of = [](const Tensor& x, const Axes& axes = {}) {
    return outcome([&] { return prod(x, axes); }).values;
  };
  expect_all("2 * 3 * 5 * 7 * 11", of(doubles({2, 3, 5, 7, 11})), {2310})
      .if_equal({210}, "five is odd: the last element is missing")
      .if_equal({0}, "the product begins at 0; it should begin at 1");
  expect_all("-2 * 3", of(doubles({-2, 3})), {-6})
      .if_true(nans(of(doubles({-2, 3}))) == Values{1},
               "the logarithm of a negative number is NaN: a sum of logarithms is not enough")
      .if_equal({6}, "the sign was lost");
  expect_all("the products of the rows of [[1, 2, 3], [4, 5, 6]]",
             of(doubles({{1, 2, 3}, {4, 5, 6}}), {1}), {6, 120});
  expect_all("of no elements", of(gradus::zeros({2, 0}), {1}), {1, 1});
  expect_all("of whole numbers", of(tensor({true, true, false}), {0}), {0});
  EXPECT_EQ(prod(tensor({3, 5})).dtype(), gradus::int64);
  const Function f = [](const Tensor& t) { return prod(t, {1}); };
  expect_all("gradient of the products of rows with one zero, two zeros, and none",
             gradient(f, doubles({{2, 0, 5}, {0, 3, 0}, {2, 3, 5}}), {1, 1, 10}).values,
             {0, 10, 0, 0, 0, 0, 150, 100, 60})
      .if_true(nans(gradient(f, doubles({{2, 0, 5}}), {1}).values) == Values{0, 1, 0},
               "the product divided by the element is 0 / 0 where the element is 0");
  // Each element with all others, over every length up to 20.
  for (Index n = 1; n <= 20; ++n) {
    Draw draw("prod" + std::to_string(n));
    const Values values = draw.normals(n);
    Values expected(values.size(), 1.0);
    double product = 1;
    for (std::size_t i = 0; i < values.size(); ++i) {
      product *= values[i];
      for (std::size_t j = 0; j < values.size(); ++j) expected[j] *= i == j ? 1 : values[i];
    }
    const Tensor x = Tensor::of(values, {n}, float64);
    expect_all("product of " + std::to_string(n), of(x), {product}, 1e-12);
    expect_all("its gradient", gradient([](const Tensor& t) { return prod(t); }, x, {1}).values,
               expected, 1e-12);
  }
}

TEST(Statistics, AnyAndAll) {
  const Tensor x = tensor({{0.0, 0.0}, {0.0, kNaN}, {2.0, -1.0}});
  EXPECT_EQ(any(x).dtype(), gradus::bool_);
  expect_all("any of the rows", any(x, {1}).to_vector(), {0, 1, 1});
  expect_all("all of the rows", all(x, {1}).to_vector(), {0, 0, 1});
  expect_all("any and all of nothing",
             Values{any(gradus::zeros({0})).item(), all(gradus::zeros({0})).item()}, {0, 1});
  EXPECT_EQ(all(tensor({{true, true}, {true, false}}), {0}, true).shape(), Shape({1, 2}));
}

TEST(Statistics, WhereTheyAre) {
  const Tensor x = tensor({{3, 9, 1}, {9, 0, 4}});
  EXPECT_EQ(argmax(x).item(), 1) << "the first of equal ones, counted row by row";
  EXPECT_EQ(argmin(t(x)).item(), 3) << "counted row by row, whatever lies in memory";
  EXPECT_EQ(argmax(x, {}, true).shape(), Shape({1, 1}));
  expect_all("argmin along axis 0", argmin(x, 0).to_vector(), {0, 1, 0});
  expect_all("argmax along axis -1", argmax(x, -1).to_vector(), {1, 0});
}

TEST(Statistics, MeansAreExactWhereTheyCanBe) {
  for (int n = 1; n < 200; ++n)
    EXPECT_EQ(mean(gradus::ones({n})).item(), 1) << n << " ones: divide, do not multiply by 1 / n";
  EXPECT_TRUE(std::isnan(mean(gradus::zeros({0})).item()));
}

TEST(Statistics, ErrorsNameTheWayOut) {
  const Tensor whole = tensor({1, 2, 3});
  EXPECT_EQ(message([&] { return mean(whole); }),
            "mean: the elements are int64, the result is no whole number; convert with to(float32) "
            "first");
  EXPECT_EQ(message([&] { return var(whole); }),
            "var: the elements are int64, the result is no whole number; convert with to(float32) "
            "first");
  EXPECT_EQ(message([&] {
              return max(gradus::zeros({2, 0}));
            }),
            "max: axis 1 of [2, 0] has no elements, and unlike a sum nothing has no max; ask for "
            "numel() first, or reduce other axes");
  EXPECT_EQ(message([&] { return cumsum(whole, 1); }),
            "cumsum: there is no axis 1 in a tensor of rank 1; use -1 to 0");
  EXPECT_EQ(message([&] {
              return prod(whole, {0, -1});
            }),
            "prod: axis -1 appears twice in [0, -1]");
}
