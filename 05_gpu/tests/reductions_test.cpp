#include <gradus/gpu/device.h>
#include <gradus/gpu/reductions.h>
#include <gradus/tensor_autograd/cumsum.h>
#include <gradus/tensor_autograd/extremes.h>
#include <gradus/tensor_autograd/reductions.h>
#include <gradus/tensor_autograd/statistics.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <limits>

#include "on_gpu.h"

namespace gradus::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Reductions : public ::testing::Test {
 protected:
  void SetUp() override {
    cuda::register_device();
    cuda::register_reductions();
    trouble();
    if (failed_before()) GTEST_SKIP() << "first mend what failed above";
  }
};

// 1, 2, 3, ... as [rows, columns]: whole numbers, whose sums are exact in any order.
Tensor counting(const Shape& shape) {
  std::vector<double> values;
  for (Index i = 0; i < numel(shape); ++i) values.push_back(static_cast<double>(i % 7 + 1));
  return made(values, shape);
}

// Of each result the sum of the elements i for which keep(i).
template <class Keep>
std::vector<double> sums(const Tensor& x, int axis, Keep keep) {
  const std::vector<double> values = numbers_of(axis == 1 ? x : contiguous(permute(x, {1, 0})));
  const Index rows = x.size(1 - axis), terms = x.size(axis);
  std::vector<double> result;
  for (Index row = 0; row < rows; ++row) {
    double total = 0;
    for (Index i = 0; i < terms; ++i)
      if (keep(i)) total += values[static_cast<std::size_t>(row * terms + i)];
    result.push_back(total);
  }
  return result;
}
bool all(Index) { return true; }

struct Result {
  std::vector<double> values;
  std::string wrong;  // what the device complained of
};
Result sum_on_gpu(const Tensor& x, int axis) {
  std::vector<double> values;
  const std::string wrong = complaint([&] {
    const Tensor there = to(x, gpu);
    values = numbers_of(run_poisoned(ops::sum, {there}, ReduceAttributes{1u << axis, false})[0]);
  });
  return {values, wrong};
}
std::string where(const Tensor& x, int axis) {
  std::ostringstream text;
  text << "the sum of " << x.shape() << " over axis " << axis;
  return text.str();
}

}  // namespace

TEST_F(Reductions, Tree) {
  const UseVariant tree(ops::sum, "tree");
  for (const Index columns : {1, 200, 256, 300}) {
    const Tensor x = counting({3, columns});
    const auto [values, wrong] = sum_on_gpu(x, 1);
    expect(where(x, 1) + " by trees in shared memory: the device complains", !wrong.empty(), 0)
        .if_true(mentions(wrong, "race"),
                 "a thread reads its neighbour's part while it is being written: there is a "
                 "barrier before every "
                 "round (" +
                     first_line(wrong) + ")")
        .if_true(true, wrong);
    if (!wrong.empty() || HasFailure()) return;
    const auto even = [](Index i) { return i % 2 == 0; };
    expect_all(where(x, 1) + " by trees in shared memory", values, sums(x, 1, all))
        .if_equal(sums(x, 1, even),
                  "the odd places are missing: the last round, of one place, was left out")
        .if_true(true, "the tree adds up something else");
  }
}

TEST_F(Reductions, Warp) {
  for (const Shape& shape :
       {Shape{8, 32}, Shape{5, 30}, Shape{40, 8}, Shape{70, 5}, Shape{300, 1}}) {
    const Tensor x = counting(shape);
    const Index lanes = shape[1] == 5 ? 8 : shape[1] == 30 ? 32 : shape[1];
    const auto [values, wrong] = sum_on_gpu(x, 1);
    expect(where(x, 1) + ": the device complains", !wrong.empty(), 0)
        .if_true(mentions(wrong, "out of bounds"),
                 "a thread without a result read beyond the input (" + first_line(wrong) + ")")
        .if_true(true, wrong);
    if (!wrong.empty() || HasFailure()) return;
    std::vector<double> mixed;  // of all rows of a warp
    const std::vector<double> right = sums(x, 1, all);
    for (std::size_t row = 0; row < right.size(); ++row) {
      const std::size_t rows = static_cast<std::size_t>(32 / lanes), first = row / rows * rows;
      double total = 0;
      for (std::size_t r = first; r < std::min(first + rows, right.size()); ++r) total += right[r];
      mixed.push_back(total);
    }
    expect_all(where(x, 1) + ", a warp or less a row", values, right)
        .if_equal(sums(x, 1, [](Index i) { return i % 2 == 0; }),
                  "every second element is missing: the last shuffle, with the lane next door, was "
                  "left out")
        .if_true(!values.empty() && std::isnan(values[0]),
                 "a shuffle did not find all lanes: every lane of the warp must come to it, not "
                 "only those that take a value")
        .if_equal(mixed, "rows were mixed: `count` lanes share a row, not always the whole warp");
  }
}

TEST_F(Reductions, Block) {
  for (const Index columns : {200, 256, 1000}) {
    const Tensor x = counting({5, columns});
    const auto [values, wrong] = sum_on_gpu(x, 1);
    expect(where(x, 1) + ", a block a row: the device complains", !wrong.empty(), 0)
        .if_true(mentions(wrong, "race"),
                 "the warps' results are read before all are there: a barrier is missing between "
                 "part[warp] = ... and its "
                 "use (" +
                     first_line(wrong) + ")")
        .if_true(mentions(wrong, "no thread of the block has written"),
                 "there are 8 warps and 32 lanes: lane 8 has no part to take, but nothing() (" +
                     first_line(wrong) + ")")
        .if_true(true, wrong);
    if (!wrong.empty() || HasFailure()) return;
    expect_all(where(x, 1) + ", a block a row", values, sums(x, 1, all))
        .if_equal(sums(x, 1, [](Index i) { return i % 256 < 32; }),
                  "only the first warp's elements are there: what the other warps have found must "
                  "be joined with it");
  }
}

TEST_F(Reductions, Rows) {
  for (const Shape& shape : {Shape{37, 20}, Shape{2, 1000}}) {
    const Tensor x = counting(shape);
    const auto [values, wrong] = sum_on_gpu(x, 1);
    expect(where(x, 1) + ": the device complains", !wrong.empty(), 0).if_true(true, wrong);
    if (!wrong.empty() || HasFailure()) return;
    const std::vector<double> right = sums(x, 1, all);
    expect_all(where(x, 1), values, right)
        .if_true(!values.empty() && values[0] < right[0], "elements of the row are missing");
  }
}

TEST_F(Reductions, Columns) {
  for (const Shape& shape : {Shape{100, 37}, Shape{1000, 5}, Shape{7, 300}, Shape{1300, 3}}) {
    const Tensor x = counting(shape);
    const auto [values, wrong] = sum_on_gpu(x, 0);
    expect(where(x, 0) + ": the device complains", !wrong.empty(), 0).if_true(true, wrong);
    if (!wrong.empty() || HasFailure()) return;
    const Index width = shape[1] == 37 || shape[1] == 300 ? 32 : shape[1] == 5 ? 8 : 4;
    const Index height = 256 / width;
    const std::vector<double> right = sums(x, 0, all);
    std::vector<double> stepped(right.size());  // in steps of `width`
    for (Index y = 0; y < height; ++y) {
      const auto part = sums(x, 0, [&](Index i) { return i >= y && (i - y) % width == 0; });
      for (std::size_t i = 0; i < part.size(); ++i) stepped[i] += part[i];
    }
    expect_all(where(x, 0), values, right)
        .if_equal(
            sums(x, 0, [&](Index i) { return i % height == 0; }),
            "only the first thread's share of each column is there: blockDim.y threads share it")
        .if_equal(sums(x, 0, [&](Index i) { return i % height % 2 == 0; }),
                  "every second of the threads that share a column is missing")
        .if_equal(
            stepped,
            "elements were left out, or added several times: is the step the number of threads "
            "that share it?")
        .if_true(true, "each column was joined with another one: its threads are blockDim.x apart");
  }
}

// A row that is cut in two; what joins the pieces is a sum over columns.
TEST_F(Reductions, Pieces) {
  const Tensor x = counting({2, 5001});
  const auto [values, wrong] = sum_on_gpu(x, 1);
  expect(where(x, 1) + ": the device complains", !wrong.empty(), 0).if_true(true, wrong);
  if (!wrong.empty()) return;
  const std::vector<double> right = sums(x, 1, all);
  std::vector<double> twice;
  for (double value : right) twice.push_back(2 * value);
  expect_all(where(x, 1), values, right)
      .if_equal(twice,
                "every element was added twice: a block has the piece begin, ... end - 1 alone");
}

// The blueprint's bound: twice the error of one running sum, and K 2^-24 of the sum of the sizes.
TEST_F(Reductions, Float32) {
  for (const Shape& shape : {Shape{17, 259}, Shape{259, 17}, Shape{3, 3000}})
    for (const int axis : {0, 1}) {
      const Tensor x = randn(shape, RandomStream(3, "x"));
      const auto along = [&](const Tensor& t) {
        return numbers_of(run_poisoned(ops::sum, {t}, ReduceAttributes{1u << axis, false})[0]);
      };
      const std::vector<double> y = along(to(x, gpu)), right = along(to(x, float64)),
                                sizes = along(abs(to(x, float64)));
      const UseVariant one_by_one(ops::sum, "naive");
      const std::vector<double> naive = along(x);
      for (std::size_t i = 0; i < y.size(); ++i)
        EXPECT_LE(std::abs(y[i] - right[i]),
                  2 * std::abs(naive[i] - right[i]) +
                      static_cast<double>(shape[axis]) * 0x1p-24 * sizes[i])
            << where(x, axis);
    }
  EXPECT_EQ(trouble(), "");
}

TEST_F(Reductions, Nothing) {
  for (const DType dtype : {float32, float64, int64}) {
    const Tensor x = to(-counting({3, 37}), dtype);
    const Tensor y = max(to(x, gpu), {1});
    expect_all("the largest of negative numbers, " + std::string(info(dtype).name), numbers_of(y),
               numbers_of(max(x, {1})))
        .if_true(numbers_of(y)[0] > 0,
                 "numeric_limits<float>::min() is the smallest number above 0, not the lowest")
        .if_equal(0,
                  "threads without an element won with 0: nothing() must lose against all numbers");
    if (HasFailure()) return;
  }
  const Tensor least = full({2, 5}, -kInfinity);
  expect_all("the largest of -infinity, ...", numbers_of(max(to(least, gpu), {1})),
             std::vector<double>{-kInfinity, -kInfinity})
      .if_true(std::isfinite(numbers_of(max(to(least, gpu), {1}))[0]) &&
                   numbers_of(max(to(least, gpu), {1}))[0] < 0,
               "-infinity is below the lowest finite number");
  expect_all("the largest of nothing but false",
             numbers_of(max(to(zeros({3, 5}, bool_), gpu), {1})), std::vector<double>{0, 0, 0});
}

// Each block goes through its row in several rounds, which use the same shared memory.
TEST_F(Reductions, RunningSums) {
  const Tensor x = counting({2, 600});
  const CumsumAttributes along{1, false};
  std::vector<double> values;
  const std::string wrong =
      complaint([&] { values = numbers_of(run_poisoned(ops::cumsum, {to(x, gpu)}, along)[0]); });
  EXPECT_EQ(wrong, "");
  EXPECT_EQ(values, numbers_of(run_poisoned(ops::cumsum, {x}, along)[0]));
}

}  // namespace gradus::testing
