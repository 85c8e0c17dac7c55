#include <gradus/common/error.h>
#include <gradus/layers/measuring.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::data::Batch;
using gradus::nn::count_correct;
using gradus::nn::evaluate;
using gradus::nn::Evaluation;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

constexpr Index kClasses = 3;

// Samples whose inputs are the scores that a network gives them.
struct Scores : gradus::data::Dataset {
  std::vector<double> scores, labels;

  Index size() const override { return static_cast<Index>(labels.size()); }
  Batch batch(std::span<const Index> samples) const override {
    std::vector<double> inputs, targets;
    for (Index sample : samples) {
      for (Index c = 0; c < kClasses; ++c) inputs.push_back(score(sample, c));
      targets.push_back(label(sample));
    }
    const auto count = static_cast<Index>(samples.size());
    return {Tensor::of(inputs, {count, kClasses}), Tensor::of(targets, {count}, gradus::int64)};
  }
  double score(Index sample, Index c) const {
    return scores[static_cast<std::size_t>(sample * kClasses + c)];
  }
  double label(Index sample) const { return labels[static_cast<std::size_t>(sample)]; }
  // -log(softmax(scores)[label]) of one sample.
  double loss(Index sample) const {
    double sum = 0;
    for (Index c = 0; c < kClasses; ++c) sum += std::exp(score(sample, c));
    return std::log(sum) - score(sample, static_cast<Index>(label(sample)));
  }
};

// Seven samples: numbers 3 and 5 are wrong.
Scores seven() {
  Scores set;
  set.scores = {2, 0, 1, 0, 1, 0, 1, 0, 3, 1, 2, 0, 1, 3, 0, 0, 0, 1, 5, 1, 0};
  set.labels = {0, 1, 2, 0, 1, 1, 0};
  return set;
}

// Gives its input back; in training mode, something else. It remembers how it was asked.
struct Spy : gradus::nn::Module {
  Tensor& one = register_parameter("one", gradus::ones({1}));
  bool asked_in_training = false, recorded = false;
  Index largest = 0, seen = 0;

  Tensor forward(const Tensor& x) override {
    const Tensor y = training() ? x * one * -1 : x * one;
    asked_in_training |= training();
    recorded |= y.requires_grad();
    largest = std::max(largest, x.size(0));
    seen += x.size(0);
    return y;
  }
};

}  // namespace

TEST(Measuring, CountsTheRows) {
  const Scores set = seven();
  std::vector<double> scores = set.scores, labels = set.labels;
  scores.insert(scores.end(), {-5, -3, -4});  // an eighth sample, right
  labels.push_back(1);
  const Tensor x = Tensor::of(scores, {8, kClasses});
  const Index correct = count_correct(x, Tensor::of(labels, {8}, gradus::int64));
  expect("how many of 8 rows are right", static_cast<double>(correct), 6)
      .if_equal(2, "these are the rows that are wrong")
      .if_equal(5, "the last row was not looked at")
      .if_equal(3, "counting stopped at the first row that is wrong")
      .if_equal(1, "only one row was counted: are you replacing the count instead of adding to it?")
      .if_equal(0, "a division of whole numbers gives 0; the count was asked for, not the part");
  EXPECT_EQ(count_correct(gradus::zeros({0, kClasses}), gradus::zeros({0}, gradus::int64)), 0);
}

TEST(Measuring, AccuracyAndPredictions) {
  const Scores set = seven();
  Spy spy;
  spy.eval();
  const Evaluation found = evaluate(spy, set, 3);
  expect("the accuracy on 7 samples of which 5 are right", found.accuracy, 5.0 / 7)
      .if_equal(0, "a division of whole numbers: 5 / 7 is 0")
      .if_equal(5, "this is how many are right, not the part of all samples")
      .if_equal(5.0 / 9, "it was divided by 3 batches of 3, but the last batch has 1 sample")
      .if_equal((1 + 1.0 / 3 + 1) / 3,
                "the mean of the batches' accuracies lets the single sample "
                "of the last batch count as much as three others");
  const std::vector<double> predicted(found.predicted.begin(), found.predicted.end());
  expect_all("the predicted classes", predicted, std::vector<double>{0, 1, 2, 1, 1, 2, 0})
      .if_true(predicted.empty(), "there are none in the result")
      .if_equal({0}, "there are only those of the last batch");
}

TEST(Measuring, LossIsTheMeanOverSamples) {
  const Scores set = seven();
  double sum = 0, of_means = 0, last_as_three = 0;
  for (Index i = 0; i < 7; ++i) {
    const double loss = set.loss(i);
    sum += loss;
    of_means += loss / (i < 6 ? 3 : 1) / 3;
    last_as_three += loss * (i < 6 ? 1 : 3) / 7;
  }
  Spy spy;
  spy.eval();
  expect("the loss of 7 samples in batches of 3", evaluate(spy, set, 3).loss, sum / 7, 1e-6)
      .if_equal(set.loss(6), "only the last batch was counted")
      .if_equal(of_means,
                "the mean of the batches' losses: the last batch has one sample, which then counts "
                "three times as much as any other")
      .if_equal(last_as_three, "the last batch has one sample and not batch_size")
      .if_equal(of_means * 3 / 7,
                "each batch's loss is a mean, so it must count with its number of samples")
      .if_equal(sum, "this is the sum over the samples, not the mean");
  for (Index size : {1, 2, 7, 1000})
    expect("the loss in batches of " + std::to_string(size), evaluate(spy, set, size).loss, sum / 7,
           1e-6);
  EXPECT_EQ(spy.seen, 7 * 5) << "every sample must be seen once in each evaluation";
}

TEST(Measuring, BatchesAreAsLargeAsAsked) {
  Spy spy;
  evaluate(spy, seven(), 3);
  expect("the largest batch that the network saw", static_cast<double>(spy.largest), 3);
}

TEST(Measuring, LooksInEvaluationModeAndOutsideTheGraph) {
  Spy spy;
  evaluate(spy, seven(), 3);
  EXPECT_FALSE(spy.asked_in_training)
      << "the network was in training mode, where dropout is active, for example";
  EXPECT_FALSE(spy.recorded) << "a graph was recorded: memory and time for gradients that nobody "
                                "asks for";
  EXPECT_TRUE(spy.asked_in_training || spy.training())
      << "the network was in training mode before; afterwards it is not: the rest of its training "
         "would go on without dropout";
  spy.eval();
  evaluate(spy, seven(), 3);
  EXPECT_FALSE(spy.training()) << "it was in evaluation mode before; now it is not";
  Spy other;
  const Tensor after = other(gradus::ones({1, kClasses}));
  EXPECT_TRUE(after.requires_grad()) << "graphs are no longer recorded afterwards";
}

TEST(Measuring, TheModeComesBackAfterAnError) {
  struct Broken : gradus::nn::Module {
    Tensor forward(const Tensor&) override { gradus::fail("broken"); }
  } broken;
  EXPECT_THROW(evaluate(broken, seven(), 3), gradus::Error);
  EXPECT_TRUE(broken.training()) << "after an error the mode must be as before";
}
