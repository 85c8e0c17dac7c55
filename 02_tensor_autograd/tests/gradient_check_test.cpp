#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::BackwardCall;
using gradus::check_gradients;
using gradus::float64;
using gradus::GradientReport;
using gradus::Index;
using gradus::Rule;
using gradus::Shape;
using gradus::Tensor;
using gradus::TensorFunction;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
namespace ops = gradus::ops;

namespace {

// Copies that lie about their gradient.
const Rule says_zero{"says_zero", &ops::copy, 0, 0, [](BackwardCall& call) {
                       call.give(0, gradus::zeros(call.grad().shape(), float64));
                     }};
const Rule says_nan{"says_nan", &ops::copy, 0, 0, [](BackwardCall& call) {
                      const double nan = std::numeric_limits<double>::quiet_NaN();
                      call.give(0, gradus::full(call.grad().shape(), nan, float64));
                    }};
template <int thousandths>
const Rule says_times{"says_times", &ops::copy, 0, 0, [](BackwardCall& call) {
                        call.give(0, call.grad() * (thousandths / 1000.0));
                      }};
// Right for all but the last element.
const Rule last_is_wrong{"last_is_wrong", &ops::copy, 0, 0, [](BackwardCall& call) {
                           const Tensor result = clone(call.grad());
                           result.data<double>()[result.numel() - 1] += 5;
                           call.give(0, result);
                         }};

Tensor lie(const Rule& rule, const Tensor& x) {
  return apply(rule, {&x}, gradus::CopyAttributes{float64});
}

Tensor tensor(const Numbers& values, const Shape& shape) {
  return Tensor::of(values, shape, float64);
}

Numbers numeric(const GradientReport& report) {
  Numbers result;
  for (const auto& error : report.errors) result.push_back(error.numeric);
  return result;
}

// The numeric gradient of f at x: what is reported of a gradient that is said to be 0.
Numbers numeric(const TensorFunction& f, const Tensors& inputs) {
  return numeric(check_gradients([&](const Tensors& x) { return lie(says_zero, f(x)); }, inputs));
}

Numbers upstream(const Shape& shape, std::uint64_t seed = 1) {
  return numeric(check_gradients([](const Tensors& x) { return lie(says_zero, x[0]); },
                                 {gradus::zeros(shape, float64)}, {.seed = seed}));
}

double wrong(const GradientReport& report) { return static_cast<double>(report.errors.size()); }

std::string text(const GradientReport& report) {
  std::ostringstream out;
  out << report;
  return out.str();
}

}  // namespace

TEST(GradientCheck, UpstreamIsRandom) {
  const Numbers u = upstream({8, 8});
  std::set<long> different;
  for (double value : u) different.insert(std::lround(value * 1e6));
  const bool all = u.size() == 64;
  expect("how many of 64 upstream gradients are different", static_cast<double>(different.size()),
         64)
      .if_true(all && std::ranges::all_of(u, [](double x) { return std::abs(x - 1) < 1e-6; }),
               "all of them are 1; then a rule that ignores its upstream gradient looks right")
      .if_true(all && different.size() == 1 && std::abs(u[0] - 1) > 1e-3,
               "they are random, but all the same; a rule that mixes up elements looks right");
  const auto negative = std::ranges::count_if(u, [](double x) { return x < 0; });
  EXPECT_TRUE(all && negative > 16 && negative < 48)
      << negative << " of " << u.size() << " upstream gradients are negative"
      << (all && negative == 0 && different.size() == 64
              ? "\n  Likely cause: a rule that loses the sign looks right; take normal numbers"
              : "");
}

TEST(GradientCheck, TheSeedDecides) {
  expect_all("upstream gradients of the same seed", upstream({5}, 3), upstream({5}, 3), 0);
  EXPECT_NE(upstream({5}, 3), upstream({5}, 4));
}

TEST(GradientCheck, DifferencesAreCentral) {
  const Numbers u = upstream({2});
  const Numbers actual = numeric([](const Tensors& x) { return exp(x[0]); }, {tensor({3, 3}, {2})});
  ASSERT_EQ(u.size(), 2U) << "two elements were to be compared";
  ASSERT_EQ(actual.size(), 2U) << "two elements were to be compared";
  const double ratio = actual[1] / (u[1] * std::exp(3.0)), h = 6e-6 * 3;
  expect("numeric / true derivative of e^x at 3", ratio, 1, 1e-8)
      .if_true(std::abs(ratio - 1 - h / 2) < h / 10,
               "the error is h/2, as of (L(x + h) - L(x)) / h; look to both sides of x")
      .if_true(std::abs(ratio - 1 + h / 2) < h / 10,
               "the error is -h/2, as of (L(x) - L(x - h)) / h; look to both sides of x");
}

TEST(GradientCheck, DifferencesAreDividedByTwoSteps) {
  // Of a gradient that is right except for the factor 2, backward is said to be wrong only if the
  // differences are right.
  const auto f = [](const Tensors& x) { return 3.0 * x[0]; };
  const GradientReport report = check_gradients(f, {tensor({0.5, -2}, {2})});
  ASSERT_EQ(report.checked, 2);
  bool twice = report.errors.size() == 2, half = twice;
  for (const auto& error : report.errors) {
    twice &= std::abs(error.numeric / error.analytic - 2) < 1e-6;
    half &= std::abs(error.numeric / error.analytic - 0.5) < 1e-6;
  }
  expect("wrong derivatives of 3x", wrong(report), 0)
      .if_true(twice, "the differences are twice the slope; from x - h to x + h it is 2 h")
      .if_true(half, "the differences are half the slope; is one of the two steps missing?");
}

TEST(GradientCheck, OneElementMovesAtATime) {
  // Every call of f must see at most one element that is not where it was.
  Draw draw("one element moves");
  const Tensor a(draw_array(draw, {3, 4})), b = tensor({1e6, 1}, {2});
  const Numbers before_a = a.to_vector(), before_b = b.to_vector();
  double most = 0, smallest = 1;
  check_gradients(
      [&](const Tensors& x) {
        Numbers now = x[0].to_vector(), before = before_a;
        for (double value : x[1].to_vector()) now.push_back(value);
        before.insert(before.end(), before_b.begin(), before_b.end());
        double moved = 0;
        for (std::size_t i = 0; i < now.size(); ++i) {
          if (now[i] == before[i]) continue;
          ++moved;
          smallest = std::min(smallest, std::abs(now[i] - before[i]));
        }
        most = std::max(most, moved);
        return sum(x[0]) + sum(x[1]);
      },
      {a, b});
  expect("elements that are not where they were, at most", most, 1)
      .if_true(most > 1 && smallest > 1e-9,
               "after its turn, an element stays where the last difference put it")
      .if_true(most > 1 && smallest <= 1e-9,
               "(x - h) + h is not exactly x; keep x and put it back");
  expect_all("the first input, afterwards", a.to_vector(), before_a, 0);
}

TEST(GradientCheck, EveryElementOfEveryInput) {
  const auto f = [](const Tensors& x) { return sum(x[0]) * x[1] + sum(x[2]); };
  const Tensors inputs = {tensor({1, 2, 3, 4, 5, 6}, {2, 3}), tensor({1, 2, 3, 4}, {4}),
                          Tensor(2, float64), gradus::zeros({0, 3}, float64)};
  expect("how many derivatives were compared, of inputs with 6, 4, 1 and 0 elements",
         static_cast<double>(check_gradients(f, inputs).checked), 11)
      .if_equal(1, "a check of one single element finds what is wrong everywhere, and little else")
      .if_equal(3, "only the first element of each input")
      .if_equal(6, "only the first input");

  const auto last = [](const Tensors& x) { return x[0] * sum(lie(last_is_wrong, exp(x[1]))); };
  const GradientReport report = check_gradients(last, {inputs[1], inputs[0]});
  ASSERT_EQ(report.errors.size(), 1U) << text(report);
  EXPECT_EQ(report.errors[0].input, 1);
  EXPECT_EQ(report.errors[0].index, Shape({1, 2}));
  EXPECT_NE(text(report).find("1 of 10 partial derivatives are wrong\n  input 1, element [1, 2]: "
                              "backward says "),
            std::string::npos)
      << text(report);
}

TEST(GradientCheck, TooSmallIsAsWrongAsTooLarge) {
  const Tensor x = tensor({1, 2, 3, 4, 5, 6, 7, 8}, {8});
  const auto small = [](const Tensors& a) { return lie(says_times<500>, a[0]); };
  const auto large = [](const Tensors& a) { return lie(says_times<2000>, a[0]); };
  const double few = wrong(check_gradients(small, {x})), many = wrong(check_gradients(large, {x}));
  expect("wrong among 8 gradients, all half as large as they should be", few, 8)
      .if_true(few > 0 && many > 0 && few + many == 8,
               "what is smaller than the numeric gradient passes; compare the size of the "
               "difference, without its sign");
  expect("wrong among 8 gradients, all twice as large", many, 8);
}

TEST(GradientCheck, TheErrorIsRelative) {
  // Of a gradient of 1e9, rounding leaves about nine digits.
  const Tensor x = tensor({1.5, 2, 0.5, 1, 1, 1}, {6});
  const auto steep = [](const Tensors& a) { return 1e9 * a[0] * a[0] * a[0]; };
  const GradientReport report = check_gradients(steep, {x});
  const auto negative = std::ranges::count_if(
      report.errors, [](const auto& error) { return error.analytic < 0 && error.numeric < 0; });
  const bool only_negative = negative == static_cast<long>(report.errors.size());
  expect("wrong among 6 gradients of a steep function", wrong(report), 0)
      .if_true(!report.passed() && report.checked == 6 && only_negative,
               "only negative gradients are refused: their size is |gradient|")
      .if_true(!report.passed() && report.checked == 6 && !only_negative &&
                   std::abs(report.errors[0].numeric / report.errors[0].analytic - 1) < 1e-6,
               "a gradient of 1e9 cannot be right to 1e-6; allow more for larger ones");
}

TEST(GradientCheck, TinyGradientsDrownInRounding) {
  // L is about 1000, so the differences carry errors of about 1e-8.
  const auto flat = [](const Tensors& a) { return a[0] * 1e-9 + 1000.0; };
  const GradientReport report = check_gradients(flat, {tensor({1.1, 2.3, 0.7, 0.1}, {4})});
  expect("wrong among 4 gradients of about 1e-9", wrong(report), 0)
      .if_true(!report.passed() && report.checked == 4 &&
                   std::abs(report.errors[0].analytic - report.errors[0].numeric) < 1e-6,
               "their error is large only in parts of themselves; sizes below 1 count as 1");
}

TEST(GradientCheck, HowCloseIsCloseEnough) {
  const auto f = [](const Tensors& a) { return lie(says_times<1001>, 100.0 * a[0]); };
  const Tensor x = tensor({1, 2, 3, 4, 5, 6, 7, 8}, {8});
  const double strict = wrong(check_gradients(f, {x}));
  expect("wrong among 8 gradients that are off by a thousandth", strict, 8)
      .if_equal(0, "an error of a thousandth passes; is `tolerance` what it is compared with?");
  expect("the same with a tolerance of a hundredth",
         wrong(check_gradients(f, {x}, {.tolerance = 0.01})), 0);
}

TEST(GradientCheck, NaNIsNotRight) {
  const Tensor x = tensor({-1, -2, -3}, {3});
  const std::string cause =
      "NaN passes: neither NaN > limit nor NaN <= limit is true; ask for what is right";
  const auto liar = [](const Tensors& a) { return lie(says_nan, a[0]); };
  expect("wrong among 3 gradients where backward says NaN", wrong(check_gradients(liar, {x})), 3)
      .if_equal(0, cause);
  const auto nowhere = [](const Tensors& a) { return sqrt(a[0]); };
  expect("wrong among 3 gradients where both say NaN", wrong(check_gradients(nowhere, {x})), 3)
      .if_equal(0, cause);
}

TEST(GradientCheck, RightGradientsPass) {
  Draw draw("right gradients");
  for (int sample = 0; sample < 20; ++sample) {
    const Shape shape = draw.shape(4);
    const Tensors inputs = {Tensor(draw_array(draw, shape)),
                            Tensor(draw_array(draw, gradus::testing::draw_smaller(draw, shape)))};
    const auto f = [](const Tensors& x) { return tanh(x[0] * x[1]) + exp(x[0] - x[1]) * x[0]; };
    const GradientReport report = check_gradients(f, inputs);
    EXPECT_TRUE(report.passed()) << text(report);
  }
}

TEST(GradientCheck, InputsKeepTheirLayout) {
  const gradus::Layout layout{{2, 3}, {1, 4}, 2};
  const Tensor x(gradus::testing::array_in(layout, {1, 2, 3, 4, 5, 6}, float64));
  check_gradients(
      [](const Tensors& a) {
        EXPECT_EQ(a[0].array().strides(), gradus::Strides({1, 4}));
        EXPECT_EQ(a[0].array().layout.offset, 2);
        return exp(a[0]);
      },
      {x});
  // One element of the memory, many of the tensor: each must be moved alone.
  const Tensor repeated = expand(tensor({1, 2}, {2, 1}), {2, 3});
  const auto f = [](const Tensors& a) { return a[0] * a[0] * a[1]; };
  const GradientReport report = check_gradients(f, {repeated, repeated});
  EXPECT_TRUE(report.passed()) << text(report);
}

TEST(GradientCheck, WhatTheFunctionIgnoresHasGradientZero) {
  const auto f = [](const Tensors& x) { return exp(x[0]); };
  EXPECT_TRUE(check_gradients(f, {Tensor(1, float64), tensor({1, 2}, {2})}).passed());
  const auto cut = [](const Tensors& x) { return exp(x[0].detach()); };
  expect("wrong gradients of a function that leaves the graph",
         wrong(check_gradients(cut, {Tensor(1, float64)})), 1);
}

TEST(GradientCheck, LeavesNothingBehind) {
  const std::int64_t before = gradus::live_nodes();
  check_gradients([](const Tensors& x) { return exp(x[0]) * x[0]; }, {Tensor(1, float64)});
  EXPECT_EQ(gradus::live_nodes(), before);
  const gradus::NoGrad off;
  expect("wrong gradients, asked for while the graph is off",
         wrong(check_gradients([](const Tensors& x) { return exp(x[0]); }, {Tensor(1, float64)})),
         0);
}

TEST(GradientCheck, OnlyFloat64) {
  const auto f = [](const Tensors& x) { return exp(x[0]); };
  try {
    check_gradients(f, {Tensor(1, gradus::float32)});
    FAIL() << "float32 was taken";
  } catch (const gradus::Error& error) {
    EXPECT_NE(std::string(error.what()).find("float32"), std::string::npos) << error.what();
  }
}
