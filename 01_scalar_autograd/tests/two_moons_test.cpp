#include <gradus/common/error.h>
#include <gradus/scalar_autograd/training.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using gradus::scalar::accuracy;
using gradus::scalar::backward;
using gradus::scalar::hinge_loss;
using gradus::scalar::l2_penalty;
using gradus::scalar::Mlp;
using gradus::scalar::Samples;
using gradus::scalar::train_step;
using gradus::scalar::two_moons;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

// PyTorch's network, samples and what became of them.
struct Reference {
  gradus::testing::Golden golden{GRADUS_TEST_DATA "/mlp.json"};
  Mlp<Value> model{{2, 5, 4, 1}, 1};
  std::vector<Value> parameters = model.parameters();
  Samples samples;
  double rate = golden.number("/rate"), decay = golden.number("/decay");

  Reference() {
    const Numbers values = golden.numbers("/parameters"), points = golden.numbers("/points");
    for (std::size_t i = 0; i < values.size(); ++i) parameters.at(i).set_data(values[i]);
    for (std::size_t i = 0; i < points.size(); i += 2)
      samples.points.push_back({points[i], points[i + 1]});
    samples.labels = golden.numbers("/labels");
  }

  Numbers values() const {
    Numbers result;
    for (const Value& p : parameters) result.push_back(p.data());
    return result;
  }
  Numbers gradient() const {
    Numbers result;
    for (const Value& p : parameters) result.push_back(p.grad());
    return result;
  }
};

}  // namespace

TEST(TwoMoons, TheMoonsAreWhereTheyBelong) {
  const Samples samples = two_moons(200, 0, 1);
  ASSERT_EQ(samples.points.size(), 200U);
  for (std::size_t i = 0; i < samples.points.size(); ++i) {
    const double x = samples.points[i][0], y = samples.points[i][1];
    const bool upper = samples.labels[i] < 0;
    expect("distance from the moon's centre", upper ? std::hypot(x, y) : std::hypot(x - 1, y - 0.5),
           1);
    EXPECT_GE(upper ? y : 0.5 - y, 0);
  }
  EXPECT_EQ(two_moons(9, 0.1, 5).points, two_moons(9, 0.1, 5).points);
  EXPECT_NE(two_moons(9, 0.1, 5).points, two_moons(9, 0.1, 6).points);
  EXPECT_THROW(two_moons(0, 0.1, 1), gradus::Error);
}

TEST(TwoMoons, HingeLossAsksForAMargin) {
  // label * score: 3, 0.25, -0.5, -2; each is short of 1 by 0, 0.75, 1.5, 3.
  const std::vector<Value> scores = {3, -0.25, -0.5, 2};
  const Numbers labels = {1, -1, 1, -1};
  const Value loss = hinge_loss(scores, labels);
  expect("the hinge loss", loss.data(), 5.25 / 4)
      .if_equal(5.25, "this is the sum over the samples, not the mean")
      .if_equal(2.5 / 4, "a score on the right side still costs something within a margin of 1")
      .if_equal(3.25 / 4, "scores far on the right side cost nothing, not less than nothing");
  backward(loss);
  Numbers gradient;
  for (const Value& score : scores) gradient.push_back(score.grad());
  expect_all("its gradient", gradient, Numbers{0, 0.25, -0.25, 0.25});
  EXPECT_THROW(hinge_loss(scores, {1, -1}), gradus::Error);
  EXPECT_THROW(hinge_loss(std::vector<Value>{}, {}), gradus::Error);
}

TEST(TwoMoons, L2PenaltyPullsParametersTowardsZero) {
  const std::vector<Value> parameters = {3, -4};
  const Value penalty = l2_penalty(parameters, 0.1);
  expect("the penalty 0.1 (3^2 + 4^2)", penalty.data(), 2.5)
      .if_equal(0.7, "this is 0.1 (|3| + |4|), the L1 penalty")
      .if_equal(1.25, "this is half of it, another convention than the one above")
      .if_equal(0.5, "this is the length of the vector; its square was asked for");
  backward(penalty);
  expect("d(penalty)/dp at p = 3", parameters[0].grad(), 0.6)
      .if_equal(0,
                "no gradient arrives: the penalty was computed from bare numbers, not from values")
      .if_equal(0.3, "this is half of 2 * 0.1 p");
}

TEST(TwoMoons, AccuracyCountsTheRightSide) {
  const std::vector<Value> scores = {0.1, 2, -3, -0.5, 0, 1};
  const Numbers labels = {1, -1, -1, 1, -1, 1};
  expect("the accuracy with 3 of 6 on the right side", accuracy(scores, labels), 0.5)
      .if_equal(4.0 / 6, "a score of 0 is on no side")
      .if_equal(2.0 / 6, "a score within the margin is on the right side all the same");
  const std::vector<Value> all_positive = {1, 2, 3, 4};
  expect("the accuracy of all positive scores, one of four labels positive",
         accuracy(all_positive, {1, -1, -1, -1}), 0.25)
      .if_equal(1, "positive scores were counted, whatever the labels say");
}

TEST(TwoMoons, OneStepIsThatOfPyTorch) {
  Reference reference;
  const Numbers before = reference.values(), gradient = reference.golden.numbers("/gradient");
  const auto result =
      train_step(reference.model, reference.samples, reference.rate, reference.decay);
  expect("the loss before the step", result.loss,
         reference.golden.number("/hinge") + reference.golden.number("/penalty"));
  Numbers after, uphill;
  for (std::size_t i = 0; i < before.size(); ++i) {
    after.push_back(before[i] - reference.rate * gradient[i]);
    uphill.push_back(before[i] + reference.rate * gradient[i]);
  }
  expect_all("the parameters after one step", reference.values(), after)
      .if_equal(uphill, "the step goes up the slope; the loss will grow")
      .if_equal(before, "the parameters did not move: are the gradients there when you use them?");
}

TEST(TwoMoons, FiveStepsAreThoseOfPyTorch) {
  Reference reference;
  const Numbers losses = reference.golden.numbers("/losses");
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const auto result =
        train_step(reference.model, reference.samples, reference.rate, reference.decay);
    expect("the loss before step " + std::to_string(i + 1), result.loss, losses[i])
        .if_true(i >= 2 && !::testing::Test::HasFailure(),
                 "the first step is right, later ones are not: do the gradients of earlier steps "
                 "still stand in the parameters?");
  }
  expect_all("the parameters in the end", reference.values(), reference.golden.numbers("/trained"));
}

TEST(TwoMoons, TrainingSeparatesTheMoons) {
  const Samples samples = two_moons(40, 0.1, 2);
  const Mlp<Value> model({2, 8, 1}, 2);
  double first = 0, last = 0, right = 0;
  for (int step = 0; step < 80; ++step) {
    const auto result = train_step(model, samples, 0.5, 1e-4);
    if (step == 0) first = result.loss;
    last = result.loss;
    right = result.accuracy;
  }
  EXPECT_LT(last, first / 4);
  EXPECT_GE(right, 0.95);
}

TEST(TwoMoons, StepsLeaveNothingBehind) {
  const Samples samples = two_moons(10, 0.1, 1);
  const Mlp<Value> model({2, 4, 1}, 1);
  const auto before = Value::live_nodes();
  for (int step = 0; step < 3; ++step) train_step(model, samples, 0.1, 1e-4);
  expect("nodes alive after three steps, beyond the network",
         static_cast<double>(Value::live_nodes() - before), 0);
}
