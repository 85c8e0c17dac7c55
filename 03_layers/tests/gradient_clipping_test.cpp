#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <limits>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::nn::clip_grad_norm_;
using gradus::nn::clip_grad_value_;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::random_tensor;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

// Parameters with these gradients.
std::vector<Tensor> with_gradients(const std::vector<std::vector<double>>& gradients,
                                   gradus::DType dtype = gradus::float64) {
  std::vector<Tensor> parameters;
  for (const std::vector<double>& values : gradients) {
    const gradus::Shape shape{static_cast<Index>(values.size())};
    parameters.push_back(gradus::zeros(shape, dtype));
    parameters.back().requires_grad(true);
    parameters.back().set_grad(Tensor::of(values, shape, dtype));
  }
  return parameters;
}

// The elements of all gradients, one after the other.
std::vector<double> gradients_of(const std::vector<Tensor>& parameters) {
  std::vector<double> all;
  for (const Tensor& parameter : parameters)
    for (double value : parameter.grad().to_vector()) all.push_back(value);
  return all;
}

std::vector<double> times(double factor, std::vector<double> values) {
  for (double& value : values) value *= factor;
  return values;
}

}  // namespace

TEST(GradientClipping, TheNormIsThatOfAllGradientsTogether) {
  const auto parameters = with_gradients({{3, 4}, {12}, {-84}});
  expect("the norm of (3, 4), (12) and (-84)", clip_grad_norm_(parameters, 1000), 85)
      .if_equal(5 + 12 + 84, "the lengths of the pieces were added; they are parts of one vector")
      .if_equal(85 * 85, "this is the square of the norm")
      .if_equal(5, "only the first piece was counted")
      .if_equal(84, "this is the norm of the longest piece");
}

TEST(GradientClipping, LongGradientsBecomeShorter) {
  const auto parameters = with_gradients({{3, 4}, {12}, {-84}});
  clip_grad_norm_(parameters, 17);
  expect_all("gradients of norm 85 clipped to 17", gradients_of(parameters),
             std::vector<double>{0.6, 0.8, 2.4, -16.8}, 1e-6)
      .if_equal({15, 20, 60, -420}, "they grew: numerator and denominator are exchanged");
}

TEST(GradientClipping, ShortGradientsStayAsTheyAre) {
  const auto parameters = with_gradients({{3, 4}, {12}});
  clip_grad_norm_(parameters, 26);
  expect_all("gradients of norm 13 clipped to 26", gradients_of(parameters),
             std::vector<double>{3, 4, 12})
      .if_true(gradus::testing::close(gradients_of(parameters)[0], 6, 1e-6),
               "clipping must not lengthen: gradients that are small enough stay as they are");
  const auto none = with_gradients({{0, 0}});
  EXPECT_EQ(clip_grad_norm_(none, 1), 0);
  expect_all("gradients of 0 clipped to 1", gradients_of(none), std::vector<double>{0, 0})
      .if_true(std::isnan(gradients_of(none)[0]), "a norm of 0 was divided by");
}

TEST(GradientClipping, LikePyTorch) {
  const Golden golden(GRADUS_TEST_DATA "/training.json");
  const std::vector<std::vector<double>> gradients = {golden.numbers("/clipping/gradients/0"),
                                                      golden.numbers("/clipping/gradients/1")};
  for (const gradus::DType dtype : {gradus::float64, gradus::float32}) {
    const double tolerance = dtype == gradus::float64 ? 1e-12 : 1e-6;
    for (const std::string& name : golden.keys("/clipping/norms")) {
      const std::size_t blank = name.find(' ');
      const double type = name.starts_with("inf") ? kInfinity : std::stod(name);
      const auto parameters = with_gradients(gradients, dtype);
      const double norm = clip_grad_norm_(parameters, std::stod(name.substr(blank + 1)), type);
      expect("norm of type " + name, norm, golden.number("/clipping/norms/" + name + "/norm"),
             tolerance);
      expect_all("gradients clipped by norm " + name, gradients_of(parameters),
                 golden.numbers("/clipping/norms/" + name + "/after"), tolerance);
    }
    const auto parameters = with_gradients(gradients, dtype);
    clip_grad_value_(parameters, 0.75);
    expect_all("gradients clipped by value", gradients_of(parameters),
               golden.numbers("/clipping/values/0.75"), tolerance);
  }
}

TEST(GradientClipping, ByValue) {
  const auto parameters = with_gradients({{0.1, -0.4, 0.6}, {-0.7, 0.5}});
  clip_grad_value_(parameters, 0.5);
  expect_all("gradients cut to -0.5 to 0.5", gradients_of(parameters),
             std::vector<double>{0.1, -0.4, 0.5, -0.5, 0.5})
      .if_equal({0.1, -0.4, 0.5, -0.7, 0.5}, "values below -clip_value were left")
      .if_equal({0.1, 0.4, 0.5, 0.5, 0.5}, "the sign was lost")
      .if_equal({0.1, -0.4, 0, 0, 0.5}, "values beyond the limit became 0, not the limit");
}

TEST(GradientClipping, LargeGradientsOfAnyThreadsGiveTheSameBits) {
  std::vector<Tensor> parameters;
  for (Index size : {100'001, 3, 70'000}) {
    Tensor p = gradus::zeros({size});
    p.requires_grad(true);
    p.set_grad(random_tensor({size}, "g" + std::to_string(size), gradus::float32));
    parameters.push_back(p);
  }
  double sum = 0;
  for (double value : gradients_of(parameters)) sum += value * value;
  const int before = gradus::num_threads();
  for (int threads : {1, 2, 3}) {
    gradus::set_num_threads(threads);
    const double norm = clip_grad_norm_(parameters, kInfinity);
    EXPECT_NEAR(norm, std::sqrt(sum), 1e-9 * norm);
    static const double first = norm;
    EXPECT_EQ(norm, first) << threads << " threads";
  }
  gradus::set_num_threads(before);
  double most = 0;
  for (double value : gradients_of(parameters)) most = std::max(most, std::abs(value));
  EXPECT_EQ(clip_grad_norm_(parameters, kInfinity, kInfinity), most);
}

TEST(GradientClipping, SquaresDoNotOverflow) {
  const auto parameters = with_gradients({{3e30, 4e30}}, gradus::float32);
  expect("the norm of (3e30, 4e30) in float32", clip_grad_norm_(parameters, 1) / 5e30, 1, 1e-6);
  expect_all("clipped to 1", gradients_of(parameters), std::vector<double>{0.6, 0.8}, 1e-6);
}

TEST(GradientClipping, NothingBecomesNan) {
  for (double bad : {kNan, kInfinity, -kInfinity}) {
    for (double type : {2.0, kInfinity}) {
      const auto parameters = with_gradients({{1, bad}, {2}});
      const double norm = clip_grad_norm_(parameters, 0.5, type);
      EXPECT_FALSE(std::isfinite(norm)) << bad;
      EXPECT_EQ(std::isnan(norm), std::isnan(bad));
      EXPECT_EQ(parameters[0].grad().to_vector()[0], 1) << "gradients stay as they are";
      EXPECT_EQ(parameters[1].grad().item(), 2);
      EXPECT_THROW(clip_grad_norm_(parameters, 0.5, type, true), gradus::Error);
      EXPECT_EQ(parameters[1].grad().item(), 2);
    }
    const auto parameters = with_gradients({{1, bad}});
    clip_grad_value_(parameters, 0.5);
    const std::vector<double> found = gradients_of(parameters);
    EXPECT_EQ(found[0], 0.5);
    EXPECT_EQ(std::isnan(found[1]), std::isnan(bad));
  }
}

TEST(GradientClipping, GradientsThatLieOtherwise) {
  // Views: transposed ones, expanded ones, and the same gradient for two parameters.
  std::vector<Tensor> parameters;
  for (int i = 0; i < 4; ++i) {
    parameters.push_back(gradus::zeros({2, 3}, gradus::float64));
    parameters.back().requires_grad(true);
  }
  const Tensor shared = Tensor::of({1, 2, 3, 4, 5, 6}, {2, 3}, gradus::float64);
  parameters[0].set_grad(t(Tensor::of({1, 2, 3, 4, 5, 6}, {3, 2}, gradus::float64)));
  parameters[1].set_grad(expand(Tensor::of({1, 2, 3}, {3}, gradus::float64), {2, 3}));
  parameters[2].set_grad(shared);
  parameters[3].set_grad(shared);
  const std::vector<double> before = gradients_of(parameters);
  const double norm = std::sqrt(3.0 * 91 + 2 * 14);
  expect("the norm", clip_grad_norm_(parameters, norm / 2), norm, 1e-12);
  expect_all("half of each", gradients_of(parameters), times(0.5, before), 1e-6);
}

TEST(GradientClipping, ParametersWithoutGradient) {
  auto parameters = with_gradients({{3}, {4}, {100}});
  parameters[2].set_grad(Tensor());
  EXPECT_EQ(clip_grad_norm_(parameters, 1000), 5);
  EXPECT_EQ(clip_grad_norm_({parameters[2]}, 1), 0);
  EXPECT_EQ(clip_grad_norm_({}, 1), 0);
  clip_grad_value_(parameters, 1);
  EXPECT_FALSE(parameters[2].grad().defined());
  Tensor empty = gradus::zeros({0}, gradus::float64);
  empty.requires_grad(true);
  empty.set_grad(gradus::zeros({0}, gradus::float64));
  EXPECT_EQ(clip_grad_norm_({empty, parameters[0]}, 10), 1);
}

TEST(GradientClipping, SettingsThatMakeNoSense) {
  const auto parameters = with_gradients({{1}});
  EXPECT_THROW(clip_grad_norm_(parameters, -1), gradus::Error);
  EXPECT_THROW(clip_grad_norm_(parameters, kNan), gradus::Error);
  EXPECT_THROW(clip_grad_norm_(parameters, 1, 3), gradus::Error);
  EXPECT_THROW(clip_grad_value_(parameters, -1), gradus::Error);
  auto mixed = with_gradients({{1}});
  mixed.push_back(with_gradients({{1}}, gradus::float32)[0]);
  EXPECT_THROW(clip_grad_norm_(mixed, 1), gradus::Error);
}
