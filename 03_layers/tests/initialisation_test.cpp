#include <gradus/common/error.h>
#include <gradus/layers/init.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "support.h"

using gradus::Index;
using gradus::RandomStream;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::close;
using gradus::testing::expect;
using gradus::testing::expect_all;
namespace init = gradus::nn::init;
using init::FanMode;
using init::Nonlinearity;

namespace {

constexpr Index kOut = 500, kIn = 300;
constexpr double kCount = kOut * kIn, kRoot2 = std::numbers::sqrt2;

// Weights [500, 300] after a function has filled them.
Tensor weights(auto fill, const std::string& stream = "weight") {
  const Tensor tensor = gradus::empty({kOut, kIn}, gradus::float64);
  fill(tensor, RandomStream(1, stream));
  return tensor;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}
double deviation_of(const std::vector<double>& values) {
  double sum = 0;
  for (double x : values) sum += x * x;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

// The largest distance between the part of the numbers below x and the part that a distribution
// predicts, over all x (Kolmogorov and Smirnov).
double distance(std::vector<double> values, auto distribution) {
  std::ranges::sort(values);
  const auto count = static_cast<double>(values.size());
  double most = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = distribution(values[i]), below = static_cast<double>(i) / count;
    most = std::max({most, std::abs(p - below), std::abs(p - below - 1 / count)});
  }
  return most;
}
// True samples of this size stay below it in all but one of 10^9 cases.
const double kFar = std::sqrt(std::log(2e9) / 2 / kCount);

double normal_distribution(double x) { return std::erfc(-x / kRoot2) / 2; }
// Of mean 0 and variance 1.
double uniform_distribution(double x) {
  return std::clamp((x / std::numbers::sqrt3 + 1) / 2, 0.0, 1.0);
}

std::vector<double> divided(std::vector<double> values, double by) {
  for (double& x : values) x /= by;
  return values;
}

// Within 2 %: the deviation of 150,000 numbers is known to about 0.2 %.
bool is(double actual, double value) { return std::abs(actual / value - 1) < 0.02; }

std::vector<double> pair(const init::Fans& fans) {
  return {static_cast<double>(fans.in), static_cast<double>(fans.out)};
}

// What follows tells nothing about other exercises when these are wrong.
bool fans_are_right() {
  return pair(init::fans({5, 3})) == std::vector<double>{3, 5} &&
         pair(init::fans({8, 4, 3, 2})) == std::vector<double>{24, 48};
}
bool gain_is_right() {
  return close(init::calculate_gain(Nonlinearity::leaky_relu, 0.5), std::sqrt(1.6), 1e-12);
}
bool draw_is_right() {
  const std::vector<double> normal = weights([](const Tensor& w, const RandomStream& s) {
                                       init::kaiming_normal_(w, s);
                                     }).to_vector();
  const std::vector<double> uniform = weights([](const Tensor& w, const RandomStream& s) {
                                        init::kaiming_uniform_(w, s);
                                      }).to_vector();
  return distance(divided(normal, deviation_of(normal)), normal_distribution) < kFar &&
         distance(divided(uniform, deviation_of(uniform)), uniform_distribution) < kFar &&
         is(deviation_of(uniform), deviation_of(normal));
}

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(Initialisation, Fans) {
  expect_all("fan-in and fan-out of weights [5, 3] ([out, in])", pair(init::fans({5, 3})),
             std::vector<double>{3, 5})
      .if_equal({5, 3}, "exchanged: the weights are [out, in], and fan-in counts what goes in");
  expect_all("fan-in and fan-out of weights [8, 4, 3, 2]", pair(init::fans({8, 4, 3, 2})),
             std::vector<double>{24, 48})
      .if_equal({4, 8}, "the field of 3 x 2 is missing: each output sees 6 places of every input")
      .if_equal({20, 40}, "a field of 3 x 2 has 6 places, not 5")
      .if_equal({12, 24}, "the field has more than one axis");
}

TEST(Initialisation, Gains) {
  expect("the gain of leaky_relu with slope 0.5",
         init::calculate_gain(Nonlinearity::leaky_relu, 0.5), std::sqrt(1.6))
      .if_equal(1.6, "that is the gain's square")
      .if_equal(std::sqrt(2 / 1.5),
                "the slope multiplies numbers, so it counts squared in a variance")
      .if_equal(std::sqrt(1 / 1.25), "only half of the inputs are multiplied by the slope");
  EXPECT_DOUBLE_EQ(init::calculate_gain(Nonlinearity::leaky_relu), std::sqrt(2 / 1.0001));
  EXPECT_DOUBLE_EQ(init::calculate_gain(Nonlinearity::relu), kRoot2);
  EXPECT_DOUBLE_EQ(init::calculate_gain(Nonlinearity::linear), 1);
  EXPECT_DOUBLE_EQ(init::calculate_gain(Nonlinearity::sigmoid), 1);
  EXPECT_DOUBLE_EQ(init::calculate_gain(Nonlinearity::tanh), 5.0 / 3);
  EXPECT_DOUBLE_EQ(init::calculate_gain(Nonlinearity::selu), 0.75);
}

TEST(Initialisation, NormalIsNormalAndUniformIsUniform) {
  if (!fans_are_right() || !gain_is_right()) return;
  const std::vector<double> normal = weights([](const Tensor& w, const RandomStream& s) {
                                       init::kaiming_normal_(w, s);
                                     }).to_vector();
  const auto [least, most] = std::ranges::minmax(normal);
  ASSERT_LT(least, most) << "kaiming_normal_ made all weights equal to " << least
                         << "\n  Likely cause: the stream was not used; equal neurons learn the "
                            "same and stay equal";
  EXPECT_LT(distance(divided(normal, deviation_of(normal)), normal_distribution), kFar)
      << "the numbers of kaiming_normal_ are not normally distributed; the largest is "
      << most / deviation_of(normal) << " deviations from 0"
      << (distance(divided(normal, deviation_of(normal)), uniform_distribution) < kFar
              ? "\n  Likely cause: they are uniform, whatever the function is called"
              : "");

  const std::vector<double> uniform = weights([](const Tensor& w, const RandomStream& s) {
                                        init::kaiming_uniform_(w, s);
                                      }).to_vector();
  const auto [low, high] = std::ranges::minmax(uniform);
  ASSERT_LT(low, high);
  EXPECT_LT(distance(divided(uniform, deviation_of(uniform)), uniform_distribution), kFar)
      << "the numbers of kaiming_uniform_ are not uniform around 0; they lie from " << low << " to "
      << high
      << (low >= 0 ? "\n  Likely cause: none is negative; the range goes from -bound to bound"
          : distance(divided(uniform, deviation_of(uniform)), normal_distribution) < kFar
              ? "\n  Likely cause: they are normal, whatever the function is called"
              : "");
  expect("the deviation of uniform weights, in parts of that of normal ones",
         deviation_of(uniform) / deviation_of(normal), 1, 0.02)
      .if_true(is(deviation_of(uniform) / deviation_of(normal), 1 / std::numbers::sqrt3) && low < 0,
               "the deviation was taken for the bound; numbers from -bound to bound deviate by "
               "bound / sqrt(3)");
  expect("the mean of 150,000 normal weights, in deviations",
         mean_of(normal) / deviation_of(normal), 0, 5 / std::sqrt(kCount));
}

TEST(Initialisation, Kaiming) {
  if (!fans_are_right() || !gain_is_right() || !draw_is_right()) return;
  const double fan_in = kIn, fan_out = kOut;
  const auto deviation = [](const init::KaimingOptions& options) {
    return deviation_of(weights([&](const Tensor& w, const RandomStream& s) {
                          init::kaiming_normal_(w, s, options);
                        }).to_vector());
  };
  const double ordinary = deviation({}) / std::sqrt(2 / fan_in);
  expect("the deviation for fan-in 300, fan-out 500, in parts of sqrt(2 / 300)", ordinary, 1, 0.02)
      .if_true(is(ordinary, std::sqrt(fan_in / fan_out)),
               "fan-out was taken where the mode says fan_in")
      .if_true(is(ordinary, 1 / std::sqrt(fan_in)), "divided by the fan, not by its root")
      .if_true(is(ordinary, 1 / kRoot2),
               "the gain is missing: relu takes half of the variance away");
  const double backward = deviation({.mode = FanMode::fan_out}) / std::sqrt(2 / fan_out);
  expect("the deviation for mode fan_out, in parts of sqrt(2 / 500)", backward, 1, 0.02)
      .if_true(is(backward, std::sqrt(fan_out / fan_in)) && is(ordinary, 1),
               "the mode makes no difference; it chooses the fan");
  expect("the deviation for slope 0.5, in parts of sqrt(1.6 / 300)",
         deviation({.slope = 0.5}) / std::sqrt(1.6 / fan_in), 1, 0.02);
  expect("the deviation for a linear network, in parts of sqrt(1 / 300)",
         deviation({.nonlinearity = Nonlinearity::linear}) / std::sqrt(1 / fan_in), 1, 0.02);
}

TEST(Initialisation, KaimingBounds) {
  if (!fans_are_right() || !gain_is_right() || !draw_is_right()) return;
  const std::vector<double> values = weights([](const Tensor& w, const RandomStream& s) {
                                       init::kaiming_uniform_(w, s);
                                     }).to_vector();
  const auto [least, most] = std::ranges::minmax(values);
  const double bound = std::sqrt(6.0 / kIn);
  expect("the largest of kaiming_uniform_'s numbers, in parts of sqrt(6 / 300)", most / bound, 1,
         0.001);
  expect("the smallest, likewise", least / bound, -1, 0.001);
}

TEST(Initialisation, Xavier) {
  if (!fans_are_right() || !draw_is_right()) return;
  const auto deviation = [](double gain) {
    return deviation_of(weights([&](const Tensor& w, const RandomStream& s) {
                          init::xavier_normal_(w, s, gain);
                        }).to_vector());
  };
  const double wanted = std::sqrt(2.0 / (kIn + kOut)), ordinary = deviation(1) / wanted;
  expect("the deviation for fan-in 300, fan-out 500, in parts of sqrt(2 / 800)", ordinary, 1, 0.02)
      .if_true(is(ordinary, 1 / kRoot2), "the two fans were added up; take their mean")
      .if_true(is(ordinary, std::sqrt(400.0 / kIn)), "the way back, fan-out, was left out")
      .if_true(is(ordinary, std::pow(400.0 * 400 / kIn / kOut, 0.25)),
               "that is the geometric mean of the fans");
  expect("the deviation with gain 3, in parts of that with gain 1", deviation(3) / deviation(1), 3,
         0.02)
      .if_equal(1, "the gain makes no difference")
      .if_equal(std::sqrt(3), "the gain belongs to the deviation, not to the variance");
  const std::vector<double> uniform = weights([](const Tensor& w, const RandomStream& s) {
                                        init::xavier_uniform_(w, s, 2);
                                      }).to_vector();
  expect("the largest of xavier_uniform_'s numbers with gain 2, in parts of 2 sqrt(6 / 800)",
         std::ranges::max(uniform) / (2 * std::sqrt(6.0 / 800)), 1, 0.001);
}

TEST(Initialisation, LikePyTorch) {
  const gradus::testing::Golden golden(GRADUS_TEST_DATA "/initialisation.json");
  const std::pair<std::string, Nonlinearity> all[] = {{"linear", Nonlinearity::linear},
                                                      {"sigmoid", Nonlinearity::sigmoid},
                                                      {"tanh", Nonlinearity::tanh},
                                                      {"relu", Nonlinearity::relu},
                                                      {"leaky_relu", Nonlinearity::leaky_relu},
                                                      {"selu", Nonlinearity::selu}};
  for (const auto& [name, nonlinearity] : all)
    expect("the gain of " + name, init::calculate_gain(nonlinearity),
           golden.number("/gain/" + name));
  expect("the gain of leaky_relu, slope 0.3", init::calculate_gain(Nonlinearity::leaky_relu, 0.3),
         golden.number("/gain/leaky_relu 0.3"));
  const Shape shapes[] = {{5, 3}, {8, 4, 3}, {8, 4, 3, 2}};
  for (const Shape& shape : shapes)
    expect_all("the fans of " + to_string(shape), pair(init::fans(shape)),
               golden.numbers("/fans/" + to_string(shape)));
}

TEST(Initialisation, TheStreamDecides) {
  if (!fans_are_right() || !gain_is_right()) return;
  const auto fill = [](const Tensor& w, const RandomStream& s) { init::kaiming_normal_(w, s); };
  EXPECT_EQ(weights(fill).to_vector(), weights(fill).to_vector());
  EXPECT_NE(weights(fill).to_vector(), weights(fill, "another").to_vector());
}

TEST(Initialisation, PlainOnes) {
  const Tensor uniform =
      weights([](const Tensor& w, const RandomStream& s) { init::uniform_(w, s, -3, 1); });
  std::vector<double> values = uniform.to_vector();
  for (double& x : values) x = (x + 1) / 2 * std::numbers::sqrt3;
  EXPECT_LT(distance(values, uniform_distribution), kFar);
  values =
      weights([](const Tensor& w, const RandomStream& s) { init::uniform_(w, s); }).to_vector();
  EXPECT_GE(std::ranges::min(values), 0);
  EXPECT_LT(std::ranges::max(values), 1);
  values = weights([](const Tensor& w, const RandomStream& s) {
             init::normal_(w, s, 5, 2);
           }).to_vector();
  for (double& x : values) x = (x - 5) / 2;
  EXPECT_LT(distance(values, normal_distribution), kFar);
}

TEST(Initialisation, Constants) {
  const Tensor whole = gradus::zeros({3, 4}), part = t(slice(whole, 1, 1, 4, 2));
  const auto version = whole.array().storage->version();
  EXPECT_TRUE(init::constant_(part, 2.5).is(part)) << "the tensor comes back";
  expect_all("every second column filled with 2.5", whole.to_vector(),
             std::vector<double>{0, 2.5, 0, 2.5, 0, 2.5, 0, 2.5, 0, 2.5, 0, 2.5});
  EXPECT_GT(whole.array().storage->version(), version) << "backward must hear of the change";
  expect_all("ones_", init::ones_(gradus::empty({2}, gradus::int64)).to_vector(),
             std::vector<double>{1, 1});
  expect_all("zeros_", init::zeros_(gradus::ones({2}, gradus::float64)).to_vector(),
             std::vector<double>{0, 0});
  expect_all("a single number", init::constant_(gradus::zeros({}), 7).to_vector(),
             std::vector<double>{7});
}

TEST(Initialisation, ParametersKeepTheirPlaceInTheGraph) {
  if (!fans_are_right() || !gain_is_right()) return;
  Tensor weight = gradus::empty({4, 3});
  weight.requires_grad(true);
  init::kaiming_uniform_(weight, RandomStream(1, "weight"));
  EXPECT_TRUE(weight.requires_grad());
  EXPECT_EQ(weight.node()->rule, nullptr) << "still a leaf";
}

TEST(Initialisation, WhatDoesNotFit) {
  const RandomStream stream(1, "weight");
  EXPECT_EQ(message([&] { init::kaiming_uniform_(gradus::zeros({3}), stream); }),
            "init: [3] has no fan-in and fan-out; weights are [out, in] or [out, in, field...]");
  EXPECT_EQ(message([&] { init::xavier_uniform_(gradus::zeros({}), stream); }),
            "init: [] has no fan-in and fan-out; weights are [out, in] or [out, in, field...]");
  EXPECT_EQ(message([&] { init::uniform_(gradus::zeros({2}, gradus::int64), stream); }),
            "fill_uniform: needs floating-point elements, not int64");
  EXPECT_EQ(message([&] {
              init::normal_(t(gradus::zeros({2, 3})), stream);
            }),
            "fill_normal: needs a tensor on the CPU whose elements lie in row-major order");
  if (!fans_are_right()) return;
  EXPECT_EQ(message([&] { init::kaiming_normal_(gradus::zeros({5, 0}), stream); }), "no error");
  EXPECT_EQ(message([&] { init::xavier_normal_(gradus::zeros({0, 0}), stream); }), "no error");
}
