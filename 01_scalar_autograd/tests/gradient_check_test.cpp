#include <gradus/scalar_autograd/gradient_check.h>
#include <gradus/scalar_autograd/operators.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using gradus::scalar::check_gradient;
using gradus::scalar::gradient;
using gradus::scalar::numeric_gradient;
using gradus::scalar::record;
using gradus::scalar::relative_error;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;
using Values = std::vector<Value>;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// An operator that lies: it is a * scale, and says of itself another derivative.
Value liar(const Value& a, double scale, double said) {
  return record("liar", {a.data() * scale, said}, {a});
}

}  // namespace

TEST(GradientCheck, NumericGradientOfAProduct) {
  const auto f = [](const Values& x) { return x[0] * x[1] * x[2]; };
  expect_all("the numeric gradient of x y z at (2, 3, 5)", numeric_gradient(f, {2, 3, 5}),
             Numbers{15, 10, 6}, 1e-8)
      .if_equal({30, 20, 12}, "twice too large: from x - h to x + h it is 2 h")
      .if_equal({7.5, 5, 3}, "half: a difference over one h is divided by 2 h");
}

TEST(GradientCheck, NumericGradientIsCentral) {
  const auto f = [](const Values& x) { return exp(x[0]) * x[1]; };
  const double actual = numeric_gradient(f, {3, 7}).at(0), expected = 7 * std::exp(3.0);
  const double h = 6e-6 * 3;
  expect("d(e^x y)/dx at (3, 7)", actual, expected, 1e-8)
      .if_true(std::abs(actual / expected - 1 - h / 2) < h / 10,
               "the error is h/2, as of (f(x + h) - f(x)) / h; look to both sides of x")
      .if_true(std::abs(actual / expected - 1 + h / 2) < h / 10,
               "the error is -h/2, as of (f(x) - f(x - h)) / h; look to both sides of x");
}

TEST(GradientCheck, NumericGradientLeavesThePointAsItWas) {
  // Far from 0 the step is large: h = 6 for x = 1e6.
  const auto f = [](const Values& x) { return x[0] * x[1]; };
  const double actual = numeric_gradient(f, {1e6, 1}).at(1);
  expect("d(x y)/dy at (1e6, 1)", actual, 1e6, 1e-8)
      .if_true(std::abs(std::abs(actual - 1e6) - 6) < 0.1,
               "x is not back where it was when y's turn comes");
}

TEST(GradientCheck, RelativeError) {
  expect("the relative error of 99 and 100", relative_error(99, 100), 0.01)
      .if_equal(1, "this is the absolute error; divide by the larger of the two");
  expect("the relative error of -100 and 100", relative_error(-100, 100), 2)
      .if_true(relative_error(-100, 100) <= 0, "the difference's size, without its sign");
  expect("the relative error of 1e-9 and 3e-9", relative_error(1e-9, 3e-9), 2e-6, 1e-12)
      .if_equal(2.0 / 3, "numbers below 1e-3 count as 1e-3");
  for (const auto& [a, b] : {std::pair(kNaN, 1.0), std::pair(1.0, kNaN), std::pair(kNaN, kNaN)})
    EXPECT_TRUE(std::isnan(relative_error(a, b))) << "the relative error of " << a << " and " << b;
}

TEST(GradientCheck, RightGradientsPass) {
  const auto f = [](const Values& x) { return tanh(x[0] * x[1]) + x[1] / x[2] + pow(x[2], x[0]); };
  EXPECT_EQ(check_gradient(f, {0.5, -1.25, 2}), "");
  expect_all("the gradient by backward()", gradient(f, {0.5, -1.25, 2}),
             numeric_gradient(f, {0.5, -1.25, 2}), 1e-7);
  const auto steep = [](const Values& x) { return 1e9 * x[0] * x[0] * x[0]; };
  EXPECT_EQ(check_gradient(steep, {1.5}), "")
      << "Likely cause: a gradient of 7e9 cannot be right to 1e-6; the error must be relative";
}

TEST(GradientCheck, WrongGradientsDoNot) {
  const auto f = [](const Values& x) { return liar(x[0], 3, 3) + liar(x[1], 3, 3.0001) + x[2]; };
  const std::string report = check_gradient(f, {1, 2, 3});
  EXPECT_NE(report.find("d/dx1: backward says 3.0001"), std::string::npos)
      << "report: " << report
      << (report.empty()
              ? "\n  Likely cause: the second direction is wrong by 3e-5; is every direction "
                "looked at, closely enough?"
              : "");
  expect("number of directions complained of", static_cast<double>(lines(report)), 1);
  const auto tiny = [](const Values& x) { return liar(x[0], 1e-7, 3e-7); };
  EXPECT_EQ(lines(check_gradient(tiny, {1})), 1U) << "a gradient of 1e-7 that claims to be 3e-7";
}

TEST(GradientCheck, NaNIsNotRight) {
  const auto f = [](const Values& x) { return liar(x[0], 3, kNaN); };
  EXPECT_EQ(lines(check_gradient(f, {1})), 1U) << "Likely cause: backward says NaN, and `error > "
                                                  "tolerance` is false for NaN; ask whether the "
                                                  "error is within the tolerance instead";
  const auto nowhere = [](const Values& x) { return log(x[0]); };
  EXPECT_EQ(lines(check_gradient(nowhere, {-1})), 1U) << "the numeric gradient of log at -1 is NaN";
}
