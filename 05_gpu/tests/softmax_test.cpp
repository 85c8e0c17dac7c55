#include <gradus/common/error.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/softmax.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/softmax.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <limits>

#include "on_gpu.h"

namespace gradus::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Softmax : public ::testing::Test {
 protected:
  void SetUp() override {
    cuda::register_device();
    cuda::register_softmax();
    trouble();
    if (failed_before()) GTEST_SKIP() << "first mend what failed above";
  }
};

std::vector<double> along(Operation& op, const Tensor& x, int axis) {
  return numbers_of(run_poisoned(op, {x}, SoftmaxAttributes{axis})[0]);
}
// The results of both, and how far the GPU's float32 and float64 are from the CPU's float64.
struct Errors {
  double narrow, wide;
};
Errors errors(Operation& op, const Tensor& x, int axis) {
  const Tensor single = to(x, float32), exact = to(single, float64);
  const std::vector<double> right = along(op, exact, axis);
  return {distance(along(op, to(single, gpu), axis), right),
          distance(along(op, to(exact, gpu), axis), right)};
}

// Labels, of which some do not count.
struct Batch {
  Tensor logits, labels;
  Index counted = 0;
};
Batch batch(Index rows, Index classes, Index ignored, DType dtype = float64) {
  Batch result;
  std::vector<double> labels;
  for (Index row = 0; row < rows; ++row) {
    const bool counts = row % 5 != 3;
    labels.push_back(static_cast<double>(counts ? row * 7 % classes : ignored));
    result.counted += counts;
  }
  result.logits = to(4.0 * randn({rows, classes}, RandomStream(1, "logits")), dtype);
  result.labels = made(labels, {rows}, int64);
  return result;
}

}  // namespace

TEST_F(Softmax, Join) {
  // A row that is too short for its threads is looked at in the next test.
  const auto of = [](const std::vector<double>& row) {
    const Tensor x = made(row, {1, static_cast<Index>(row.size())});
    std::vector<double> y;
    complaint([&] { y = along(ops::softmax, to(x, gpu), 1); });
    const std::vector<double> right = along(ops::softmax, x, 1);
    return std::pair{y.empty() ? right : y, right};
  };
  {
    const auto [y, right] = of({1, 2, 3, 0.5, 1.5});
    double largest = 0;
    for (double value : y) largest += value;
    expect_all("softmax of 1, 2, 3, 0.5, 1.5", y, right, 1e-12)
        .if_equal(1, "each thread divides by its own share, not by the sum of the row")
        .if_true(!y.empty() && std::isnan(y[0]),
                 "NaN: a thread without elements has nothing(), and -infinity - -infinity is NaN; "
                 "equal `largest` mean the factor 1")
        .if_true(largest < 1 - 1e-9,
                 "the results add up to less than 1: the sum of the smaller `largest` counts too "
                 "much, its "
                 "factor e^(smaller - larger) is missing")
        .if_true(largest > 1 + 1e-9,
                 "the results add up to more than 1: terms were lost when two parts were joined");
  }
  {
    const auto [y, right] = of({1000, 1001, 999});
    expect_all("softmax of 1000, 1001, 999", y, right, 1e-12)
        .if_true(!y.empty() && !std::isfinite(y[0]),
                 "e^1000 is infinite: the factor is e^(smaller - larger), which never is");
  }
  {
    const auto [y, right] = of({-kInfinity, 3, -kInfinity, -kInfinity, 2});
    expect_all("softmax of -infinity, 3, -infinity, -infinity, 2", y, right, 1e-12)
        .if_true(!y.empty() && std::isnan(y[1]),
                 "NaN where two -infinity were joined: equal `largest` mean the factor 1");
  }
}

TEST_F(Softmax, Rows) {
  for (const Shape& shape : {Shape{5, 10}, Shape{3, 300}, Shape{40, 33}, Shape{300, 1}})
    for (Operation* op : {&ops::softmax, &ops::log_softmax}) {
      std::ostringstream what;
      what << op->name() << " of " << shape;
      const Tensor x = 3.0 * randn(shape, RandomStream(2, "x"), float64);
      const std::vector<double> right = along(*op, x, 1);
      std::vector<double> y;
      const std::string wrong = complaint([&] { y = along(*op, to(x, gpu), 1); });
      expect(what.str() + ": the device complains", !wrong.empty(), 0)
          .if_true(mentions(wrong, "out of bounds"),
                   "a thread goes beyond the end of its row (" + first_line(wrong) + ")")
          .if_true(true, wrong);
      if (!wrong.empty() || HasFailure()) return;
      std::size_t nan = 0;
      for (double value : y) nan += std::isnan(value);
      double sum = 0;
      for (Index c = 0; c < shape[1]; ++c) {
        const double value = y[static_cast<std::size_t>(c)];
        sum += op == &ops::softmax ? value : std::exp(value);
      }
      expect_all(what.str(), y, right, 1e-12)
          .if_true(nan > 0 && nan < y.size(),
                   "some results were not written: each thread writes its whole share")
          .if_true(sum > 1 + 1e-9,
                   "a row adds up to more than 1: each thread divides by its own share, not by the "
                   "row's sum")
          .if_true(op == &ops::log_softmax, "log_softmax is x - largest - log(sum)")
          .if_true(true, "the numbers of a row are rows.in_step apart, its results rows.out_step");
    }
}

TEST_F(Softmax, AnyAxis) {
  for (const Shape& shape :
       {Shape{7}, Shape{3, 40, 9}, Shape{2, 5, 3, 4}, Shape{130, 3}, Shape{2, 0}})
    for (int axis = 0; axis < shape.rank(); ++axis)
      for (Operation* op : {&ops::softmax, &ops::log_softmax}) {
        const auto [narrow, wide] = errors(*op, randn(shape, RandomStream(1, "x"), float64), axis);
        EXPECT_LE(narrow, 2e-6) << op->name() << shape << axis;
        EXPECT_LE(wide, 1e-14) << op->name() << shape << axis;
      }
  const Tensor x = randn({6, 50}, RandomStream(1, "x"), float64);
  for (Operation* op : {&ops::softmax, &ops::log_softmax})
    for (const int axis : {0, 1}) {
      const auto view = [](const Tensor& t) { return slice(transpose(t, 0, 1), 0, 3, 49, 2); };
      EXPECT_LE(distance(along(*op, view(to(x, gpu)), axis), along(*op, view(x), axis)), 1e-14);
    }
  EXPECT_EQ(trouble(), "");
}

TEST_F(Softmax, WhatIsNotFiniteMakesTheRowNaN) {
  for (const double odd : {std::nan(""), kInfinity}) {
    std::vector<double> values(2 * 70, 0.5);
    values[33] = odd;
    values[35] = -kInfinity;
    for (const DType dtype : {float32, float64})
      for (const Shape& shape : {Shape{2, 70}, Shape{70, 2}})
        for (Operation* op : {&ops::softmax, &ops::log_softmax}) {
          const Tensor x = made(values, shape, dtype);
          const int axis = shape[0] == 2 ? 1 : 0;
          EXPECT_LE(distance(along(*op, to(x, gpu), axis), along(*op, x, axis)), 1e-6);
        }
  }
  const Tensor nothing = full({2, 5}, -kInfinity);
  for (double value : along(ops::softmax, to(nothing, gpu), 1)) EXPECT_TRUE(std::isnan(value));
}

TEST_F(Softmax, CrossEntropy) {
  for (const Index classes : {10, 200})
    for (const Index ignored : {-100, 2}) {
      const Batch b = batch(37, classes, ignored);
      const CrossEntropyAttributes settings{ignored};
      const double right =
          numbers_of(run_poisoned(ops::cross_entropy, {b.logits, b.labels}, settings)[0])[0];
      double loss = 0;
      const std::string wrong = complaint([&] {
        loss = numbers_of(run_poisoned(ops::cross_entropy, {to(b.logits, gpu), to(b.labels, gpu)},
                                       settings)[0])[0];
      });
      expect("cross-entropy: the device complains", !wrong.empty(), 0)
          .if_true(
              mentions(wrong, "illegal memory access"),
              "a row that does not count has a label that is no class: look first, then read (" +
                  first_line(wrong) + ")")
          .if_true(true, wrong);
      if (!wrong.empty() || HasFailure()) return;
      const double all = static_cast<double>(b.counted) / 37;
      expect("cross-entropy of 37 rows, some of which do not count, " + std::to_string(classes) +
                 " classes",
             loss, right, 1e-12)
          .if_equal(right * all, "the mean is one of the rows that count, not of all rows")
          .if_true(
              loss > 0 && loss < right * 0.5,
              "rows are missing in the mean: 37 rows, one thread each, and a block_reduce over "
              "all of them")
          .if_true(std::isnan(loss), "NaN: a row that does not count is not one with a wrong label")
          .if_true(true, "a row's loss is log(sum) - (logit - largest)");
      const Batch single = batch(37, classes, ignored, float32);
      EXPECT_NEAR(numbers_of(run_poisoned(ops::cross_entropy,
                                          {to(single.logits, gpu), to(single.labels, gpu)},
                                          settings)[0])[0],
                  right, 1e-5 * right);
    }
  if (HasFailure()) return;
  // More rows than a block has threads.
  const Batch many = batch(1000, 3, -100);
  const double right = numbers_of(
      run_poisoned(ops::cross_entropy, {many.logits, many.labels}, CrossEntropyAttributes())[0])[0];
  expect("cross-entropy of 1000 rows",
         numbers_of(run_poisoned(ops::cross_entropy, {to(many.logits, gpu), to(many.labels, gpu)},
                                 CrossEntropyAttributes())[0])[0],
         right, 1e-12)
      .if_true(true, "there are more rows than threads: each goes on by blockDim.x");
}

TEST_F(Softmax, CrossEntropyBackward) {
  for (const Index classes : {10, 200})
    for (const Index ignored : {-100, 2}) {
      const Batch b = batch(37, classes, ignored);
      const CrossEntropyAttributes settings{ignored};
      const Tensor upstream = made({-1.7}, {});
      const auto gradient = [&](const Tensor& logits, const Tensor& labels, const Tensor& from) {
        return numbers_of(
            run_poisoned(ops::cross_entropy_backward, {logits, labels, from}, settings)[0]);
      };
      const std::vector<double> right = gradient(b.logits, b.labels, upstream);
      const std::vector<double> g =
          gradient(to(b.logits, gpu), to(b.labels, gpu), to(upstream, gpu));
      EXPECT_EQ(trouble(), "");
      if (HasFailure()) return;
      std::vector<double> without_label, with_ignored;
      const std::vector<double> labels = numbers_of(b.labels), p = along(ops::softmax, b.logits, 1);
      for (std::size_t i = 0; i < right.size(); ++i) {
        const auto row = i / static_cast<std::size_t>(classes),
                   c = i % static_cast<std::size_t>(classes);
        const bool is_label = labels[row] == static_cast<double>(c),
                   counts = labels[row] != static_cast<double>(ignored);
        const double scale = -1.7 / static_cast<double>(b.counted);
        without_label.push_back(counts ? scale * p[i] : 0);
        with_ignored.push_back(counts            ? right[i]
                               : labels[row] < 0 ? NAN
                                                 : scale * (p[i] - is_label));
      }
      expect_all("the gradient of cross-entropy, " + std::to_string(classes) + " classes", g, right,
                 1e-12)
          .if_equal(without_label,
                    "1 must go off where the label is: without it every score is pushed down")
          .if_true(distance(g, with_ignored) < 1e-12,
                   "a row that does not count has no gradient: 0, whatever its label");
      const Batch single = batch(37, classes, ignored, float32);
      EXPECT_LE(distance(gradient(to(single.logits, gpu), to(single.labels, gpu),
                                  to(to(upstream, float32), gpu)),
                         gradient(to(single.logits, float64), single.labels, upstream)),
                1e-6);
    }
}

TEST_F(Softmax, LogitsInAnyOrder) {
  const Batch b = batch(12, 50, -100);
  const auto turned = [](const Tensor& t) { return transpose(t, 0, 1); };
  const Tensor logits = contiguous(transpose(b.logits, 0, 1)), upstream = made({0.3}, {});
  for (Operation* op : {&ops::cross_entropy, &ops::cross_entropy_backward}) {
    std::vector<Tensor> here{turned(logits), b.labels},
        there{turned(to(logits, gpu)), to(b.labels, gpu)};
    if (op == &ops::cross_entropy_backward) {
      here.push_back(upstream);
      there.push_back(to(upstream, gpu));
    }
    EXPECT_LE(distance(numbers_of(run_poisoned(*op, there, CrossEntropyAttributes())[0]),
                       numbers_of(run_poisoned(*op, here, CrossEntropyAttributes())[0])),
              1e-14);
  }
}

// Nobody waits for the GPU to say so; whoever waits next is told.
TEST_F(Softmax, LabelsThatAreNoClass) {
  const Tensor logits = to(randn({40, 10}, RandomStream(1, "x")), gpu);
  for (const double wrong : {10.0, -1.0}) {
    std::vector<double> labels(40, 3);
    labels[17] = labels[31] = wrong;
    const Tensor there = to(made(labels, {40}, int64), gpu);
    const Tensor loss =
        run_poisoned(ops::cross_entropy, {logits, there}, CrossEntropyAttributes())[0];
    std::string message;
    try {
      numbers_of(loss);
    } catch (const Error& error) {
      message = error.what();
    }
    EXPECT_EQ(message, "cross_entropy: label " + std::to_string(static_cast<int>(wrong)) +
                           " of sample 17 is not from 0 to 9");
    EXPECT_TRUE(std::isnan(numbers_of(loss)[0])) << "told once, and the loss is NaN";
    run_poisoned(ops::cross_entropy, {logits, there}, CrossEntropyAttributes());
    EXPECT_EQ(trouble(), "");
    EXPECT_THROW(run_poisoned(ops::cross_entropy, {logits, there}, CrossEntropyAttributes()),
                 Error);
    const Tensor upstream = to(made({1}, {}, float32), gpu);
    const auto g = numbers_of(run_poisoned(ops::cross_entropy_backward, {logits, there, upstream},
                                           CrossEntropyAttributes())[0]);
    EXPECT_TRUE(std::isnan(g[170]) && std::isfinite(g[0]) && std::isnan(g[319]));
  }
}

}  // namespace gradus::testing
