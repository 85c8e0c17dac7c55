#include <gradus/common/error.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/indexing.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/compare.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/math.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "gpu_tensors.h"

using gradus::AxisAttributes;
using gradus::cpu;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::gpu;
using gradus::Index;
using gradus::int64;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::numbers;
using gradus::testing::run_poisoned;
using gradus::testing::works;
namespace ops = gradus::ops;

namespace {

using Numbers = std::vector<double>;

class Indexing : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_elementwise();
    gradus::cuda::register_indexing();
  }
};

Tensor random(const Shape& shape, const std::string& name, DType dtype = float64) {
  const Tensor x = gradus::randn(shape, gradus::RandomStream(1, name), float64) * 3.0;
  return to(to(dtype == gradus::uint8 ? abs(x) : x, dtype), gpu);  // uint8 has no sign
}

// Positions below `size`.
Tensor positions(const Shape& shape, Index size, const std::string& name) {
  Numbers values;
  const gradus::RandomStream stream(1, name);
  for (Index i = 0; i < gradus::numel(shape); ++i)
    values.push_back(static_cast<double>(
        stream.below(static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(size))));
  return to(Tensor::of(values, shape, int64), gpu);
}

Tensor whole(const Numbers& values, const Shape& shape) {
  return to(Tensor::of(values, shape, int64), gpu);
}

// The same operation on the CPU.
Numbers on_cpu(const gradus::Operation& op, const std::vector<Tensor>& inputs,
               const gradus::Attributes& attributes) {
  std::vector<Tensor> here;
  for (const Tensor& input : inputs) here.push_back(to(input, cpu));
  std::vector<const gradus::Array*> arrays;
  for (const Tensor& input : here) arrays.push_back(&input.array());
  return Tensor(gradus::run(op, arrays, attributes)[0]).to_vector();
}

// What the next copy says.
std::string complaint() {
  try {
    numbers(to(gradus::zeros({1}), gpu));
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "";
}

void expect_same(const std::string& name, const gradus::Operation& op,
                 const std::vector<Tensor>& inputs, const gradus::Attributes& attributes) {
  Numbers result;
  if (!works(name, "several threads wrote one element", "a thread left the arrays",
             [&] { result = numbers(run_poisoned(op, inputs, attributes)[0]); }))
    return;
  expect_all(name, result, on_cpu(op, inputs, attributes), 0);
}

}  // namespace

TEST_F(Indexing, GatherByHand) {
  const Tensor x = to(Tensor::of(Numbers{1, 2, 3, 4, 5, 6}, {2, 3}, float64), gpu);
  const Tensor index = whole({1, 0, 1}, {1, 3});
  expect_all("rows 1, 0, 1 of the columns of [[1, 2, 3], [4, 5, 6]]",
             numbers(run_poisoned(ops::gather, {x, index}, AxisAttributes{0})[0]), Numbers{4, 2, 6})
      .if_equal({4, 1, 4}, "all were taken from column 0: each result has a column of its own")
      .if_equal({2, 2, 4}, "a position counts elements of the column, which are from_step apart");
}

TEST_F(Indexing, PositionsOutside) {
  const Tensor x = random({4, 6}, "x");
  EXPECT_EQ(complaint(), "");
  const auto bad = [&](const Numbers& values) {
    const Tensor index = whole(values, {2, 3});
    return gradus::testing::trouble_of([&] {
      numbers(run_poisoned(ops::gather, {x, index}, AxisAttributes{0, "embedding"})[0]);
    });
  };
  expect(
      "what is said of position -1",
      bad({0, 1, 2, -1, 3, 3})
                  .find(
                      "embedding: the index at [1, 0] lies outside axis 0 of size 4; use 0 to 3") ==
              0
          ? 1
          : 0,
      1)
      .if_true(
          true,
          "position -1 was not refused in these words: a negative one does not count from the end");
  expect("what is said of position 4 of 4",
         bad({0, 1, 4, 0, 3, 3})
                     .find("embedding: the index at [0, 2] lies outside axis 0 of size 4") == 0
             ? 1
             : 0,
         1)
      .if_true(true, "position 4 was not refused in these words: the last one is size - 1");
  const std::string several = bad({0, 9, 2, 9, 3, 9});
  expect("which of three wrong positions is named",
         several.find("[0, 1]") != std::string::npos ? 1 : 0, 1)
      .if_true(several.find("[1, 2]") != std::string::npos,
               "the last wrong position was named, not the first")
      .if_true(true, "not the first wrong position was named: \"" + several + "\"");
  EXPECT_EQ(complaint(), "");  // once is enough
}

TEST_F(Indexing, NothingOutsideIsWritten) {
  const Tensor x = to(gradus::zeros({3}, float64), gpu);
  const Tensor index = whole({0, -1, 3, 2}, {4}), src = to(gradus::ones({4}, float64), gpu);
  const Tensor result = run_poisoned(ops::scatter_add, {x, index, src}, AxisAttributes{0})[0];
  const std::string said = complaint();
  EXPECT_EQ(said.find("scatter_add: the index at [1] lies outside axis 0 of size 3; use 0 to 2"), 0)
      << said;
  expect_all("what was right", numbers(result), Numbers{1, 0, 1});
  // A column of which the last axis is not the one that counts.
  const Tensor wide = to(gradus::zeros({3, 2}, float64), gpu), two = whole({0, 0, 7, 0}, {2, 2});
  run_poisoned(ops::scatter_add, {wide, two, to(gradus::ones({2, 2}, float64), gpu)},
               AxisAttributes{0});
  EXPECT_EQ(complaint().find("scatter_add: the index at [1, 0] lies"), 0);
  const Tensor none = to(gradus::zeros({0}, float64), gpu);
  run_poisoned(ops::scatter_add, {none, whole({0}, {1}), to(gradus::ones({1}, float64), gpu)},
               AxisAttributes{0});
  EXPECT_NE(complaint().find("which has no elements"), std::string::npos);
}

TEST_F(Indexing, ScatterAddOneTile) {
  const Tensor x = random({5}, "x"), index = positions({100}, 5, "i"), src = random({100}, "s");
  Tensor result;
  const std::string wrong = gradus::testing::trouble_of([&] {
    result = run_poisoned(ops::scatter_add, {x, index, src}, AxisAttributes{0})[0];
  });
  expect("100 sources: the device found something wrong", wrong.empty() ? 0 : 1, 0)
      .if_true(wrong.find("race") != std::string::npos,
               "a barrier is missing between fetching a tile and reading it (" + wrong + ")")
      .if_true(wrong.find("out of bounds") != std::string::npos,
               "threads fetched sources that there are not: a tile has `count` (" + wrong + ")")
      .if_true(true, wrong);
  if (!wrong.empty()) return;
  const Numbers expected = on_cpu(ops::scatter_add, {x, index, src}, AxisAttributes{0});
  Numbers last = numbers(x);
  const Numbers at = numbers(index), values = numbers(src);
  for (std::size_t i = 0; i < at.size(); ++i) last[static_cast<std::size_t>(at[i])] = values[i];
  expect_all("100 sources for 5 places", numbers(result), expected, 0)
      .if_equal(last, "only the last source of each place is there: add them up");
  const Tensor many = positions({600}, 5, "i2"), more = random({600}, "s2");
  Numbers sums;
  const std::string then = gradus::testing::trouble_of([&] {
    sums = numbers(run_poisoned(ops::scatter_add, {x, many, more}, AxisAttributes{0})[0]);
  });
  expect("600 sources: the device found something wrong", then.empty() ? 0 : 1, 0)
      .if_true(then.find("race") != std::string::npos,
               "a tile was overwritten while others still read it: a barrier behind the loop (" +
                   then + ")")
      .if_true(true, then);
  if (then.empty())
    expect_all("600 sources for 5 places", sums,
               on_cpu(ops::scatter_add, {x, many, more}, AxisAttributes{0}), 0);
}

TEST_F(Indexing, GatherAndScatterEqualTheCpu) {
  struct Case {
    Shape x, index;
    int axis;
  };
  const std::vector<Case> cases{
      {{300}, {513}, 0},   {{4, 33}, {2, 33}, 0}, {{4, 33}, {4, 70}, 1}, {{3, 5, 4}, {2, 9, 4}, 1},
      {{3, 5}, {0, 5}, 0}, {{2, 3}, {2, 0}, 1},   {{1}, {1}, 0}};
  for (const Case& c : cases) {
    const Tensor index = positions(c.index, c.x[c.axis], "index");
    const AxisAttributes along{c.axis};
    for (const DType dtype : {float32, float64, int64, gradus::uint8, gradus::bool_}) {
      const bool logical = dtype == gradus::bool_;
      const Tensor x = logical ? random(c.x, "x") < 0.0 : random(c.x, "x", dtype);
      const Tensor src = logical ? random(c.index, "s") < 0.0 : random(c.index, "s", dtype);
      expect_same("gather", ops::gather, {x, index}, along);
      expect_same("scatter_add", ops::scatter_add, {x, index, src}, along);
    }
  }
  // Any order in memory, and more destinations than have a thread each.
  const Tensor x = transpose(random({7, 5}, "x"), 0, 1),
               index = transpose(positions({7, 3}, 5, "i"), 0, 1);
  expect_same("gather from a transposed matrix", ops::gather, {x, index}, AxisAttributes{0});
  expect_same("scatter_add to a transposed matrix", ops::scatter_add,
              {x, index, transpose(random({7, 3}, "s"), 0, 1)}, AxisAttributes{0});
  expect_same("scatter_add by columns", ops::scatter_add,
              {random({2, 70000}, "x"), positions({3, 70000}, 2, "i"), random({3, 70000}, "s")},
              AxisAttributes{0});
}

TEST_F(Indexing, CatAndPlace) {
  for (const DType dtype : {float32, int64, gradus::uint8}) {
    const Tensor a = random({2, 3}, "a", dtype), b = random({2, 0}, "b", dtype),
                 c = transpose(random({65, 2}, "c", dtype), 0, 1);
    expect_same("cat", ops::cat, {a, b, c, a}, gradus::CatAttributes{1});
    expect_same("cat", ops::cat, {a, a}, gradus::CatAttributes{0});
  }
  const Tensor x = random({3, 4}, "x");
  expect_same("place", ops::place, {x}, gradus::PlaceAttributes{{3, 11}, 1, 2, 2});
  expect_same("place", ops::place, {random({0, 4}, "x")}, gradus::PlaceAttributes{{5, 4}, 0, 1, 1});
}

TEST_F(Indexing, Ranks) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor x = to(Tensor::of(Numbers{1, 3, nan, 3, 2, nan, 1}, {7}, float64), gpu);
  const auto top = [&](Index k, bool largest) {
    Numbers order;
    works("ranks",
          "equal elements got one rank, and two threads wrote one place: the position decides",
          "a rank is too high", [&] {
            order = numbers(run_poisoned(ops::topk, {x}, gradus::TopKAttributes{0, k, largest})[0]);
          });
    return order;
  };
  const Numbers all = top(7, true);
  expect_all("the order of 1, 3, NaN, 3, 2, NaN, 1, the largest first", all,
             Numbers{2, 5, 1, 3, 4, 0, 6})
      .if_equal({6, 0, 4, 3, 1, 5, 2}, "the order is reversed: count what comes before");
  expect_all("the smallest first", top(7, false), Numbers{0, 6, 4, 1, 3, 2, 5});
  expect_all("the three smallest", top(3, false), Numbers{0, 6, 4});
  for (const DType dtype : {float32, float64, int64, gradus::uint8})
    for (const Index k : {0, 1, 17, 300}) {
      expect_same("topk along the last axis", ops::topk, {random({3, 300}, "x", dtype)},
                  gradus::TopKAttributes{1, k, true});
      expect_same("topk along the first axis", ops::topk, {random({300, 3}, "x", dtype)},
                  gradus::TopKAttributes{0, k, false});
    }
}

TEST_F(Indexing, WhatIsMadeOfThem) {
  // An embedding, its gradient, and labels as vectors.
  const Tensor words = positions({40}, 11, "words");
  const auto embed = [&](gradus::Device device) {
    const Tensor table = to(to(random({11, 6}, "table"), cpu), device).detach().requires_grad(true);
    const Tensor rows = index_select(table, 0, to(words, device));
    Numbers all = numbers(rows);
    const Tensor g = to(to(random({40, 6}, "g"), cpu), device);
    for (const double value : numbers(gradus::grad(rows, {table}, g)[0])) all.push_back(value);
    return all;
  };
  expect_all("an embedding and its gradient", embed(gpu), embed(cpu), 0);
  expect_all("one_hot", numbers(gradus::one_hot(words, 11)),
             gradus::one_hot(to(words, cpu), 11).to_vector(), 0);
  const Tensor x = random({3, 5}, "x");
  expect_all("sort", numbers(gradus::sort(x).values), gradus::sort(to(x, cpu)).values.to_vector(),
             0);
  expect_all("flip", numbers(flip(x, {1})), flip(to(x, cpu), {1}).to_vector(), 0);
  expect_all("pad", numbers(pad(x, {1, 2}, 7)), pad(to(x, cpu), {1, 2}, 7).to_vector(), 0);
  expect_all("tril", numbers(tril(x)), tril(to(x, cpu)).to_vector(), 0);
}
