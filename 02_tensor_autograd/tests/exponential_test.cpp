// The float exponential and hyperbolic tangent against the standard library's in double precision.
#include <gradus/tensor_autograd/elementwise.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::formulas::exponential;
using gradus::formulas::hyperbolic_tangent;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity(),
                kNaN = std::numeric_limits<float>::quiet_NaN(),
                kTiny = std::numeric_limits<float>::denorm_min();

// The distance between neighbouring floats at x.
double unit_in_the_last_place(double x) {
  int exponent = 0;
  std::frexp(x, &exponent);
  return std::ldexp(1.0, std::max(exponent, -125) - 24);
}

struct Worst {
  double error = 0;  // in units in the last place
  float at = 0;
};
// The largest error over floats of either sign, about a million, spread over all exponents.
template <class F, class Truth>
Worst worst(F f, Truth truth) {
  Worst result;
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += 4099) {
    const float x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isnan(x)) continue;
    const double right = truth(static_cast<double>(x));
    const bool too_large = right > std::numeric_limits<float>::max();
    const double error =
        too_large ? (f(x) == kInfinity ? 0 : HUGE_VAL)
                  : std::abs(static_cast<double>(f(x)) - right) / unit_in_the_last_place(right);
    if (!(error <= result.error)) result = {error, x};
  }
  return result;
}
// The same where most exponentials lie: 400,000 floats from -105 to 90.
template <class F, class Truth>
Worst worst_in_the_middle(F f, Truth truth) {
  Worst result;
  for (int i = 0; i <= 400000; ++i) {
    const float x = static_cast<float>(-105 + 195.0 * i / 400000);
    const double right = truth(static_cast<double>(x));
    if (right > std::numeric_limits<float>::max()) continue;
    const double error =
        std::abs(static_cast<double>(f(x)) - right) / unit_in_the_last_place(right);
    if (!(error <= result.error)) result = {error, x};
  }
  return result;
}

double exp_truth(double x) { return std::exp(x); }
double tanh_truth(double x) { return std::tanh(x); }

}  // namespace

TEST(Exponential, FloatsAreExactToTheLastDigits) {
  for (const Worst& found :
       {worst(exponential<float>, exp_truth), worst_in_the_middle(exponential<float>, exp_truth)}) {
    EXPECT_LT(found.error, 2) << "exp(" << found.at << ")";
    EXPECT_GT(found.error, 0.4) << "no rounding at all?";
  }
  for (const Worst& found : {worst(hyperbolic_tangent<float>, tanh_truth),
                             worst_in_the_middle(hyperbolic_tangent<float>, tanh_truth)}) {
    EXPECT_LT(found.error, 3) << "tanh(" << found.at << ")";
    EXPECT_GT(found.error, 0.4) << "no rounding at all?";
  }
}

TEST(Exponential, TheEndsOfTheRange) {
  EXPECT_EQ(exponential(0.0f), 1);
  EXPECT_EQ(exponential(-0.0f), 1);
  EXPECT_EQ(exponential(kTiny), 1);
  EXPECT_EQ(exponential(kInfinity), kInfinity);
  EXPECT_EQ(exponential(-kInfinity), 0);
  EXPECT_EQ(exponential(1e30f), kInfinity);
  EXPECT_EQ(exponential(-1e30f), 0);
  EXPECT_EQ(exponential(88.73f), kInfinity);
  EXPECT_LT(exponential(88.72f), kInfinity);
  EXPECT_EQ(exponential(-103.2f), kTiny) << "denormal results are not lost";
  EXPECT_EQ(exponential(-104.0f), 0);
  EXPECT_TRUE(std::isnan(exponential(kNaN)));
  EXPECT_TRUE(std::isnan(exponential(-kNaN)));

  EXPECT_EQ(hyperbolic_tangent(kInfinity), 1);
  EXPECT_EQ(hyperbolic_tangent(-kInfinity), -1);
  EXPECT_EQ(hyperbolic_tangent(kTiny), kTiny);
  EXPECT_EQ(hyperbolic_tangent(-kTiny), -kTiny);
  EXPECT_EQ(hyperbolic_tangent(1e-20f), 1e-20f);
  EXPECT_TRUE(std::signbit(hyperbolic_tangent(-0.0f)));
  EXPECT_FALSE(std::signbit(hyperbolic_tangent(0.0f)));
  EXPECT_TRUE(std::isnan(hyperbolic_tangent(kNaN)));
}

TEST(Exponential, DoublesAreTheStandardLibrarys) {
  for (double x : {-800.0, -1.5, 0.0, 0.3, 700.0}) {
    EXPECT_EQ(exponential(x), std::exp(x));
    EXPECT_EQ(hyperbolic_tangent(x), std::tanh(x));
  }
}

// Loops compute several elements at once and the last few one by one.
TEST(Exponential, TheSameBitsWhereverAnElementStands) {
  gradus::testing::Draw draw("exponential");
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(static_cast<float>(20 * draw.normal()));
  const Array all = gradus::testing::array_of({200}, values, gradus::float32);
  for (gradus::Operation* op : {&gradus::ops::exp, &gradus::ops::tanh, &gradus::ops::sigmoid}) {
    const Array whole = run(*op, {&all});
    for (gradus::Index first : {0, 1, 7, 100}) {
      for (gradus::Index count : {1, 3, 15, 16, 17, 50}) {
        const Array part = all.with(gradus::views::slice(all.layout, 0, first, first + count));
        const Array result = run(*op, {&part});
        for (gradus::Index i = 0; i < count; ++i)
          ASSERT_EQ(result.data<float>()[i], whole.data<float>()[first + i]) << op->name();
      }
    }
  }
}
