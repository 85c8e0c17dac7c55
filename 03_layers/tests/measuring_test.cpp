#include <gradus/common/error.h>
#include <gradus/layers/classification.h>
#include <gradus/layers/measuring.h>
#include <gtest/gtest.h>

#include <sstream>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::data::Batch;
using gradus::nn::ConfusionMatrix;
using gradus::nn::count_correct;
using gradus::nn::evaluate;
using gradus::nn::Evaluation;
using gradus::nn::top_k_accuracy;
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

TEST(Measuring, TopK) {
  // The true class is the best guess in one row, the second in two, the third and last in one.
  const Tensor scores = Tensor::of({3, 2, 1, 3, 2, 1, 1, 3, 2, 2, 1, 3}, {4, 3});
  const Tensor labels = Tensor::of({0, 1, 2, 1}, {4}, gradus::int64);
  expect("the part of 4 rows whose class is the best guess", top_k_accuracy(scores, labels, 1),
         0.25)
      .if_equal(0.75, "these are the rows in which it is not among them");
  expect("the part of 4 rows whose class is among the 2 best", top_k_accuracy(scores, labels, 2),
         0.75)
      .if_equal(0.25, top_k_accuracy(scores, labels, 3) == 0.25
                          ? "only the best guess was looked at"
                          : "these are the rows in which it is not among them")
      .if_equal(0.5, "only the k-th guess was looked at; those before it count, too");
  expect("the part of 4 rows whose class is among all 3", top_k_accuracy(scores, labels, 3), 1);
  // Of equal scores the first class counts as larger.
  const Tensor equal = gradus::ones({1, 3});
  EXPECT_EQ(top_k_accuracy(equal, Tensor::of({1}, {1}, gradus::int64), 1), 0);
  EXPECT_EQ(top_k_accuracy(equal, Tensor::of({1}, {1}, gradus::int64), 2), 1);
  for (Index k : {0, 4}) EXPECT_THROW(top_k_accuracy(scores, labels, k), gradus::Error);
  EXPECT_THROW(top_k_accuracy(scores, gradus::zeros({3}, gradus::int64), 1), gradus::Error);
  EXPECT_THROW(top_k_accuracy(gradus::zeros({0, 3}), gradus::zeros({0}, gradus::int64), 1),
               gradus::Error);
}

namespace {

// Class 0: 3 samples, 2 found; class 1: 4 samples, 3 found; class 2: none, never guessed; class 3:
// 1 sample, taken for 1.
ConfusionMatrix eight() {
  ConfusionMatrix matrix(4);
  for (const auto& [right, guessed] : std::vector<std::pair<Index, Index>>{
           {0, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 0}, {3, 1}})
    matrix.add(right, guessed);
  return matrix;
}

}  // namespace

TEST(Measuring, ConfusionMatrix) {
  const ConfusionMatrix matrix = eight();
  EXPECT_EQ(matrix.count(0, 1), 1);
  EXPECT_EQ(matrix.count(1, 0), 1);
  EXPECT_EQ(matrix.count(3, 1), 1);
  EXPECT_EQ(matrix.count(1, 3), 0) << "rows are the true classes";
  EXPECT_EQ(matrix.samples(1), 4);
  expect("accuracy", matrix.accuracy(), 5.0 / 8);
  const auto of_all = [&](double (ConfusionMatrix::*what)(Index) const) {
    std::vector<double> values;
    for (Index label = 0; label < 4; ++label) values.push_back((matrix.*what)(label));
    return values;
  };
  expect_all("precision", of_all(&ConfusionMatrix::precision),
             std::vector<double>{2.0 / 3, 3.0 / 5, 0, 0});
  expect_all("recall", of_all(&ConfusionMatrix::recall),
             std::vector<double>{2.0 / 3, 3.0 / 4, 0, 0});
  expect("F1 of precision 3/5 and recall 3/4", matrix.f1(1), 2.0 / 3)
      .if_equal((3.0 / 5 + 3.0 / 4) / 2,
                "this is their arithmetic mean; with precision 1 and recall 0 it would be 1/2")
      .if_equal(1.0 / 3, "this is half of F1")
      .if_equal(9.0 / 20, "the sum is missing under the product: 2 p r / (p + r)");
  EXPECT_EQ(matrix.f1(2), 0);
  EXPECT_EQ(ConfusionMatrix(2).accuracy(), 0) << "without samples";
  ConfusionMatrix broken(2);
  EXPECT_THROW(broken.add(2, 0), gradus::Error);
  EXPECT_THROW(broken.add(0, -1), gradus::Error);
  EXPECT_THROW(ConfusionMatrix(0), gradus::Error);
}

TEST(Measuring, ConfusionMatrixAsText) {
  std::ostringstream out;
  out << eight();
  EXPECT_EQ(out.str(),
            "class  0  1  2  3  (taken for)\n"
            "    0  2  1  0  0\n"
            "    1  1  3  0  0\n"
            "    2  0  0  0  0\n"
            "    3  0  1  0  0\n");
  ConfusionMatrix two(2);
  two.add(0, 0);
  two.add(1, 1);
  two.add(1, 0);
  EXPECT_EQ(classification_report(two),
            "class  samples  precision  recall      F1\n"
            "    0        1     0.5000  1.0000  0.6667\n"
            "    1        2     1.0000  0.5000  0.6667\n"
            " mean        3     0.7500  0.7500  0.6667\n"
            "accuracy 0.6667\n");
}

TEST(Measuring, PredictionsOfADataSet) {
  Spy spy;
  const std::vector<Index> found = gradus::nn::predict(spy, seven(), 3);
  EXPECT_EQ(found, (std::vector<Index>{0, 1, 2, 1, 1, 2, 0}));
  EXPECT_EQ(spy.largest, 3);
  EXPECT_FALSE(spy.asked_in_training);
  EXPECT_FALSE(spy.recorded);
  EXPECT_TRUE(spy.training()) << "the mode is as before";
  const gradus::data::ImageDataset images(
      gradus::Array::of(std::vector<std::uint8_t>{1, 2, 3}, {3, 1, 1}),
      gradus::Array::of(std::vector<std::uint8_t>{0, 1, 1}, {3}), 2, {});
  const ConfusionMatrix matrix(images, std::vector<Index>{0, 1, 0});
  EXPECT_EQ(matrix.count(1, 0), 1);
  EXPECT_THROW(ConfusionMatrix(images, std::vector<Index>{0, 1}), gradus::Error);
}
