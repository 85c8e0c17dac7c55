#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::nn::cross_entropy;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::numbered;
using gradus::testing::numeric_gradient;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;

namespace {

std::vector<double> times(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

bool any_nan(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double x) { return std::isnan(x); });
}

// The mean of log(sum(exp(row))) - row[label], step by step.
Tensor formula(const Tensor& logits, const Tensor& labels) {
  std::vector<double> onehot(static_cast<std::size_t>(logits.numel()), 0);
  const std::vector<double> classes = labels.to_vector();
  for (std::size_t i = 0; i < classes.size(); ++i)
    onehot[i * static_cast<std::size_t>(logits.size(1)) + static_cast<std::size_t>(classes[i])] = 1;
  const Tensor right = sum(logits * Tensor::of(onehot, logits.shape(), logits.dtype()), {1});
  return mean(log(sum(exp(logits), {1})) - right);
}

std::string message(const Tensor& logits, const Tensor& labels) {
  try {
    cross_entropy(logits, labels);
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(Losses, UndecidedScoresCostLogOfTheClasses) {
  const Tensor logits = gradus::zeros({3, 10}, gradus::float64),
               labels = Tensor::of({0, 4, 9}, {3}, gradus::int64);
  expect("10 equal scores", cross_entropy(logits, labels).item(), std::log(10))
      .if_equal(3 * std::log(10), "the loss is the mean over the samples, not their sum")
      .if_equal(-std::log(10), "the sign is wrong: a loss falls as the right class's score rises")
      .if_equal(0, "the logarithm of the sum over classes is missing");
}

TEST(Losses, ByHand) {
  const Tensor logits = Tensor::of({1, 2, 3, 0, 0, 5}, {2, 3}, gradus::float64),
               labels = Tensor::of({2, 0}, {2}, gradus::int64);
  // logsumexp(1, 2, 3) - 3 and logsumexp(0, 0, 5) - 0.
  const double first = std::log(std::exp(-2) + std::exp(-1) + 1);
  const double second = std::log(2 + std::exp(5)), right = (first + second) / 2;
  expect("scores (1, 2, 3) with label 2 and (0, 0, 5) with label 0",
         cross_entropy(logits, labels).item(), right)
      .if_equal((first + 3 + second) / 2, "the score of the right class is not subtracted")
      .if_equal(right - 4,
                "the largest score was subtracted in the sum, but not from the score of the right "
                "class: both must be shifted alike")
      .if_equal(-right, "the sign is wrong: a loss falls as the right class's score rises");
}

TEST(Losses, NoOverflowNoLogarithmOfZero) {
  const Tensor label = Tensor::of({0}, {1}, gradus::int64);
  const double all_large =
      cross_entropy(Tensor::of({1000, 1000}, {1, 2}, gradus::float64), label).item();
  expect("the loss of the scores (1000, 1000)", all_large, std::log(2))
      .if_true(!std::isfinite(all_large),
               "exp(1000) overflows: subtract the row's largest score from all of them first");
  const double right_is_hopeless =
      cross_entropy(Tensor::of({0, 1000}, {1, 2}, gradus::float64), label).item();
  expect("the loss of the scores (0, 1000) with label 0", right_is_hopeless, 1000)
      .if_true(std::isfinite(all_large) && std::isinf(right_is_hopeless),
               "the softmax of the right class rounds to 0, and its logarithm is lost: take the "
               "logarithm of the sum alone");
}

TEST(Losses, HugeScoresStayFinite) {
  const Golden golden(GRADUS_TEST_DATA "/losses.json");
  for (const std::string& name : golden.keys("")) {
    for (const gradus::DType dtype : {gradus::float64, gradus::float32}) {
      Tensor logits = Tensor::of(golden.numbers("/" + name + "/logits"), {6, 5}, dtype);
      const Tensor labels = Tensor::of(golden.numbers("/" + name + "/labels"), {6}, gradus::int64);
      logits.requires_grad(true);
      const Tensor loss = cross_entropy(logits, labels);
      const double tolerance = dtype == gradus::float64 ? 1e-12 : 2e-6;
      const std::string what = name + " scores, " + info(dtype).name;
      expect("the loss of " + what, loss.item(), golden.number("/" + name + "/loss"), tolerance)
          .if_true(
              !std::isfinite(loss.item()),
              "exp overflows, or the logarithm sees a 0: subtract each row's largest score first");
      gradus::backward(loss, Tensor(2.5, dtype));
      const auto gradient = logits.grad().to_vector();
      expect_all("2.5 times the gradient for " + what, gradient,
                 golden.numbers("/" + name + "/gradient_times_2.5"), tolerance)
          .if_true(any_nan(gradient),
                   "the gradient is NaN: the softmax, too, needs the largest score subtracted")
          .if_equal(times(golden.numbers("/" + name + "/gradient_times_2.5"), 6 / 2.5),
                    "`scale` is missing: the upstream gradient (2.5) divided by the samples (6)")
          .if_equal(times(golden.numbers("/" + name + "/gradient_times_2.5"), 0.4),
                    "the upstream gradient (2.5) was left out")
          .if_equal(times(golden.numbers("/" + name + "/gradient_times_2.5"), 6),
                    "the loss is a mean: divide the gradient by the number of samples");
    }
  }
}

TEST(Losses, GradientsAgainstDifferences) {
  for (int sample = 0; sample < 20; ++sample) {
    const Index count = 1 + sample % 6, classes = 1 + sample % 4;
    Tensor logits = random_tensor({count, classes}, numbered("logits", sample));
    const Tensor labels = random_labels(count, classes, numbered("labels", sample));
    const Tensor upstream = random_tensor({}, numbered("g", sample));
    logits.requires_grad(true);
    const std::vector<double> gradient =
        gradus::grad(cross_entropy(logits, labels), {logits}, upstream)[0].to_vector();
    const std::vector<double> wanted =
        numeric_gradient([&] { return formula(logits, labels); }, logits, upstream);
    std::vector<double> softmax = wanted;  // what is left when the label is forgotten
    for (Index i = 0; i < count; ++i)
      softmax[static_cast<std::size_t>(i * classes) +
              static_cast<std::size_t>(labels.to_vector()[static_cast<std::size_t>(i)])] +=
          upstream.item() / static_cast<double>(count);
    expect_all("dL/dlogits, " + to_string(logits.shape()), gradient, wanted, 1e-6)
        .if_equal(softmax, "the gradient is the softmax minus 1 at the label; where is the 1?")
        .if_equal(times(wanted, static_cast<double>(count)),
                  "the loss is a mean: divide the gradient by the number of samples")
        .if_equal(times(wanted, -1), "the gradient has the wrong sign");
  }
}

TEST(Losses, RowsOfTheGradientSumToZero) {
  Tensor logits = random_tensor({50, 10}, "logits", gradus::float32);
  logits.requires_grad(true);
  gradus::backward(cross_entropy(logits, random_labels(50, 10, "labels")));
  for (double row : sum(logits.grad(), {1}).to_vector()) EXPECT_NEAR(row, 0, 1e-8);
}

TEST(Losses, SecondDerivatives) {
  Tensor logits = random_tensor({4, 3}, "logits");
  const Tensor labels = random_labels(4, 3, "labels"), upstream = Tensor(1.7, gradus::float64);
  const Tensor v = random_tensor({4, 3}, "v");
  logits.requires_grad(true);
  const auto first = [&] {
    return gradus::grad(cross_entropy(logits, labels), {logits}, upstream,
                        {.create_graph = true})[0];
  };
  const std::vector<double> second = gradus::grad(first(), {logits}, v)[0].to_vector();
  const auto value = [&] {
    const gradus::GradMode on(true);
    return first().detach();
  };
  expect_all("d(v . dL/dlogits)/dlogits", second, numeric_gradient(value, logits, v), 1e-6);
}

TEST(Losses, InputsThatAreViewsAndAnyNumberOfThreads) {
  Tensor wide = random_tensor({7, 300}, "wide");
  const Tensor logits = t(wide), labels = random_labels(300, 7, "labels");
  const Tensor loss = cross_entropy(logits, labels);
  expect("the loss of transposed scores", loss.item(),
         cross_entropy(contiguous(logits), labels).item());
  const int before = gradus::num_threads();
  gradus::set_num_threads(3);
  EXPECT_EQ(cross_entropy(logits, labels).item(), loss.item());
  gradus::set_num_threads(before);
}

TEST(Losses, WhatDoesNotFit) {
  const Tensor logits = gradus::zeros({2, 3});
  EXPECT_EQ(message(logits, Tensor::of({0, 3}, {2}, gradus::int64)),
            "cross_entropy: label 3 of sample 1 is not from 0 to 2");
  EXPECT_EQ(message(logits, Tensor::of({-1, 0}, {2}, gradus::int64)),
            "cross_entropy: label -1 of sample 0 is not from 0 to 2");
  EXPECT_EQ(
      message(logits, Tensor::of({0, 1, 2}, {3}, gradus::int64)),
      "cross_entropy: needs logits [N, C] and int64 labels [N], not [2, 3] float32 and [3] int64");
  EXPECT_EQ(message(logits, Tensor::of({0, 1}, {2})),
            "cross_entropy: needs logits [N, C] and int64 labels [N], not [2, 3] float32 and [2] "
            "float32");
  EXPECT_EQ(message(gradus::zeros({0, 3}), gradus::zeros({0}, gradus::int64)),
            "cross_entropy: there are no samples or no classes: [0, 3]");
}

TEST(Losses, NanInTheScoresIsSeen) {
  Tensor logits = gradus::zeros({2, 3});
  logits.data<float>()[4] = std::nanf("");
  EXPECT_TRUE(std::isnan(cross_entropy(logits, gradus::zeros({2}, gradus::int64)).item()));
}
