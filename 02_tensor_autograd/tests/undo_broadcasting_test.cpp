#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Axes;
using gradus::BackwardCall;
using gradus::expand;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::permute;
using gradus::reshape;
using gradus::Rule;
using gradus::Shape;
using gradus::sum;
using gradus::sum_to;
using gradus::Tensor;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::draw_smaller;
using gradus::testing::expect_all;
namespace ops = gradus::ops;

namespace {

using Values = std::vector<double>;

const Rule mul_rule{"mul", &ops::mul, 3, 0, [](BackwardCall& call) {
                      for (int i = 0; i < 2; ++i) {
                        const Tensor g = call.grad(), other = call.input(1 - i);
                        call.give(i, apply(mul_rule, {&g, &other}));
                      }
                    }};
Tensor mul(const Tensor& a, const Tensor& b) { return apply(mul_rule, {&a, &b}); }

// What came out, or the error that was thrown instead.
struct Outcome {
  Values values;
  std::string error;
  bool says(const std::string& part) const { return error.find(part) != std::string::npos; }
};

Outcome outcome(const std::function<Tensor()>& call) {
  try {
    return {call().to_vector(), ""};
  } catch (const gradus::Error& error) {
    return {{}, error.what()};
  }
}

using Function = std::function<Tensor(const Tensor&)>;

// The gradient of f at x, for an upstream gradient.
Outcome gradient(const Function& f, const Tensor& x, const Values& upstream) {
  return outcome([&] {
    Tensor leaf = x.detach().requires_grad(true);
    const Tensor y = f(leaf);
    backward(y, Tensor::of(upstream, y.shape(), x.dtype()));
    return leaf.grad();
  });
}

Tensor tensor(const Values& values, const Shape& shape) {
  return Tensor::of(values, shape, float64);
}
bool sums_are_right() {
  return outcome([] { return sum_to(tensor({1, 10}, {2, 1}), {1}); }).values == Values{11};
}
Values counted(Index count) {
  Values values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

// The gradient of a function that only moves and repeats elements: each result hands its upstream
// gradient to the element that it came from.
Values moved_back(const Function& f, const Tensor& x, const Values& upstream) {
  const Values came_from = f(tensor(counted(x.numel()), x.shape())).to_vector();
  Values result(static_cast<std::size_t>(x.numel()));
  for (std::size_t i = 0; i < came_from.size(); ++i)
    result[static_cast<std::size_t>(came_from[i])] += upstream[i];
  return result;
}

void check_move(const std::string& what, Draw& draw, const Function& f, const Tensor& x) {
  const Values upstream = draw.normals(f(x.detach()).numel());
  const Outcome actual = gradient(f, x, upstream);
  expect_all("gradient of " + what + " on " + to_string(x.shape()), actual.values,
             moved_back(f, x, upstream))
      .if_true(!actual.error.empty(), "it threw: " + actual.error);
}

}  // namespace

TEST(UndoBroadcasting, SumTo) {
  const Tensor x = tensor({1, 2, 3, 10, 20, 30}, {2, 3});
  expect_all("[[1, 2, 3], [10, 20, 30]] summed to [3]",
             outcome([&] { return sum_to(x, {3}); }).values, {11, 22, 33})
      .if_equal({5.5, 11, 16.5},
                "that is the average; a value that is read twice counts twice, so its gradients "
                "are added")
      .if_equal({6, 60}, "the axes that `shape` lacks must go, not the others");
  expect_all("the same summed to [2, 1]", outcome([&] {
                                            return sum_to(x, {2, 1});
                                          }).values,
             {6, 60})
      .if_equal({1, 2, 3, 10, 20, 30},
                "only axes in front were summed; an axis of size 1 that was repeated must be, too")
      .if_equal({2, 20},
                "that is the average; a value that is read twice counts twice, so its gradients "
                "are added");
  const Outcome same = outcome([&] { return sum_to(x, {2, 3}); });
  expect_all("the same summed to [2, 3]", same.values, {1, 2, 3, 10, 20, 30})
      .if_true(same.says("1 elements do not fill") || same.values == Values{66},
               "nothing was repeated, and everything was summed: sum without axes takes all of "
               "them");
  EXPECT_EQ(sum_to(x, {1, 3}).shape(), Shape({1, 3}));
  expect_all("the same summed to a single number", outcome([&] { return sum_to(x, {}); }).values,
             {66});
}

TEST(UndoBroadcasting, SumToOfRandomShapes) {
  Draw draw("sum_to");
  for (int sample = 0; sample < 50; ++sample) {
    const Shape large = draw.shape(), small = draw_smaller(draw, large);
    const Tensor x(draw_array(draw, large));
    const Outcome actual = outcome([&] { return sum_to(x, small); });
    const Function repeat = [&](const Tensor& t) {
      return Tensor(t.array().with(gradus::views::expand(t.array().layout, large)));
    };
    expect_all(to_string(large) + " summed to " + to_string(small), actual.values,
               moved_back(repeat, tensor(counted(numel(small)), small), x.to_vector()), 1e-12)
        .if_true(!actual.error.empty(), "it threw: " + actual.error);
  }
}

TEST(UndoBroadcasting, GradientOfExpand) {
  const Outcome row = gradient(
      [](const Tensor& x) {
        return expand(x, {2, 3});
      },
      tensor({1, 2, 3}, {3}), {1, 2, 3, 10, 20, 30});
  expect_all("gradient of [3] expanded to [2, 3], upstream [[1, 2, 3], [10, 20, 30]]", row.values,
             {11, 22, 33})
      .if_true(row.says("gave a gradient of [2, 3]"),
               "the gradient has the shape of the result, not of the input: the repetition must "
               "be undone")
      .if_true(row.values == Values{5.5, 11, 16.5} && sums_are_right(),
               "gradients of a repeated value are averaged: a bias then learns too slowly by the "
               "size of the batch")
      .if_equal({1, 2, 3}, "only the first repetition counts")
      .if_equal({10, 20, 30}, "only the last repetition counts");
  Draw draw("expand");
  for (int sample = 0; sample < 40; ++sample) {
    const Shape large = draw.shape(), small = draw_smaller(draw, large);
    check_move(
        "expand to " + to_string(large), draw, [&](const Tensor& t) { return expand(t, large); },
        Tensor(draw_array(draw, small)));
  }
}

TEST(UndoBroadcasting, GradientOfSum) {
  const Tensor square = tensor({1, 2, 3, 4}, {2, 2});
  const Outcome rows = gradient([](const Tensor& x) { return sum(x, {1}); }, square, {10, 20});
  expect_all("gradient of the sums of the rows of [2, 2], upstream [10, 20]", rows.values,
             {10, 10, 20, 20})
      .if_equal({10, 20, 10, 20},
                "the gradient of row 0 went to column 0: without the axis that was summed, 10 "
                "and 20 were aligned at the last axis")
      .if_equal({5, 5, 10, 10}, "that is the gradient of the mean")
      .if_equal({1, 1, 1, 1}, "the upstream gradient is missing")
      .if_true(rows.says("gave a gradient of [2]"),
               "the gradient has the shape of the sum; every element of the input needs one");
  Draw draw("sum");
  for (int sample = 0; sample < 40; ++sample) {
    const Tensor x(draw_array(draw, draw.shape()));
    Axes axes;
    for (int axis = 0; axis < x.dim(); ++axis)
      if (draw.chance(0.5)) axes.push_back(draw.chance(0.5) ? axis : axis - x.dim());
    const bool keepdim = draw.chance(0.5);
    const Values upstream = draw.normals(sum(x, axes, keepdim).numel());
    // Every element reads the upstream gradient of the sum that it went into.
    Shape kept = x.shape();
    for (int axis = 0; axis < x.dim(); ++axis)
      for (Index named : axes)
        if (named == axis || named == axis - x.dim()) kept[axis] = 1;
    if (axes.empty()) kept = Shape::filled(x.dim(), 1);
    const gradus::Array spread = tensor(upstream, kept).array();
    const Outcome actual =
        gradient([&](const Tensor& t) { return sum(t, axes, keepdim); }, x, upstream);
    expect_all("gradient of " + to_string(x.shape()) + " summed over " + to_string(axes),
               actual.values,
               to_vector<double>(spread.with(gradus::views::expand(spread.layout, x.shape()))))
        .if_true(!actual.error.empty(), "it threw: " + actual.error);
  }
}

TEST(UndoBroadcasting, GradientOfPermute) {
  const Function turn = [](const Tensor& x) { return permute(x, {1, 2, 0}); };
  const Outcome cube = gradient(turn, tensor(counted(8), {2, 2, 2}), counted(8));
  expect_all("gradient of [2, 2, 2] permuted to the order {1, 2, 0}, upstream 0 to 7", cube.values,
             {0, 2, 4, 6, 1, 3, 5, 7})
      .if_equal({0, 4, 1, 5, 2, 6, 3, 7},
                "the axes were permuted the same way again; the way back is the inverse")
      .if_equal(counted(8), "the gradient still has its axes in the new order");
  Draw draw("permute");
  for (int sample = 0; sample < 40; ++sample) {
    const Tensor x(draw_array(draw, draw.shape()));
    Axes axes = draw.permutation(x.dim());
    for (Index& axis : axes)
      if (draw.chance(0.3)) axis -= x.dim();
    check_move(
        "permute to the order " + to_string(axes), draw,
        [&](const Tensor& t) { return permute(t, axes); }, x);
  }
}

TEST(UndoBroadcasting, ProductsOfBroadcastTensors) {
  Draw draw("product");
  for (int sample = 0; sample < 40; ++sample) {
    const Shape small_a = draw_smaller(draw, draw.shape(4)), small_b = draw_smaller(draw, small_a);
    const bool swap = draw.chance(0.5);
    Tensor a(draw_array(draw, swap ? small_b : small_a)),
        b(draw_array(draw, swap ? small_a : small_b));
    const Shape shape = gradus::broadcast_shapes(a.shape(), b.shape(), "test");
    const Values upstream = draw.normals(numel(shape));
    const auto wide = [&](const Tensor& t) {
      return to_vector<double>(t.array().with(gradus::views::expand(t.array().layout, shape)));
    };
    const Values wide_a = wide(a), wide_b = wide(b);
    Values for_a, for_b;  // one gradient for each reading
    for (std::size_t i = 0; i < upstream.size(); ++i) {
      for_a.push_back(upstream[i] * wide_b[i]);
      for_b.push_back(upstream[i] * wide_a[i]);
    }
    const Function repeat = [&](const Tensor& t) {
      return Tensor(t.array().with(gradus::views::expand(t.array().layout, shape)));
    };
    const auto what = to_string(a.shape()) + " * " + to_string(b.shape());
    const Outcome da = gradient(
        [&](const Tensor& t) { return mul(expand(t, shape), expand(b, shape)); }, a, upstream);
    expect_all("gradient of " + what + " for the first", da.values, moved_back(repeat, a, for_a),
               1e-12);
    const Outcome db = gradient(
        [&](const Tensor& t) { return mul(expand(a, shape), expand(t, shape)); }, b, upstream);
    expect_all("gradient of " + what + " for the second", db.values, moved_back(repeat, b, for_b),
               1e-12);
  }
}

TEST(UndoBroadcasting, GradientsOfOtherMoves) {
  Draw draw("moves");
  for (int sample = 0; sample < 40; ++sample) {
    Shape shape = draw.shape(4);
    shape.insert(0, 3);
    shape.push_back(4);
    const Tensor x(draw_array(draw, shape));
    const Index axis = draw.between(-x.dim(), x.dim() - 1);
    check_move(
        "reshape", draw,
        [](const Tensor& t) {
          return reshape(t, {4, -1, 3});
        },
        numel(shape) > 0 ? x : tensor(counted(12), {12}));
    check_move(
        "transpose", draw, [&](const Tensor& t) { return transpose(t, axis, 0); }, x);
    check_move(
        "flatten", draw, [](const Tensor& t) { return flatten(t, 1); }, x);
    check_move(
        "unsqueeze and squeeze", draw,
        [&](const Tensor& t) { return squeeze(unsqueeze(t, axis), axis); }, x);
    check_move(
        "slice", draw, [](const Tensor& t) { return slice(t, -1, 1, 4, 2); }, x);
    check_move(
        "select", draw, [](const Tensor& t) { return select(t, 0, -1); }, x);
    check_move(
        "contiguous", draw, [](const Tensor& t) { return contiguous(t); }, x);
    check_move(
        "clone", draw, [](const Tensor& t) { return clone(t); }, x);
    check_move(
        "a transposed reshape", draw,
        [](const Tensor& t) { return reshape(transpose(t, 0, -1), {-1}); }, x);
  }
  check_move(
      "t", draw, [](const Tensor& t) { return gradus::t(t); }, tensor(counted(6), {2, 3}));
}

TEST(UndoBroadcasting, ViewsShareMemoryAndCopiesDoNot) {
  const Tensor x = tensor(counted(6), {2, 3});
  EXPECT_EQ(expand(x, {4, 2, 3}).array().storage, x.array().storage);
  EXPECT_EQ(permute(x, {1, 0}).array().storage, x.array().storage);
  EXPECT_EQ(reshape(x, {3, 2}).array().storage, x.array().storage);
  EXPECT_NE(reshape(gradus::t(x), {6}).array().storage, x.array().storage);
  EXPECT_EQ(slice(x, 0, 1, 2).array().storage, x.array().storage);
  EXPECT_NE(clone(x).array().storage, x.array().storage);
  EXPECT_TRUE(contiguous(gradus::t(x)).is_contiguous());
  EXPECT_TRUE(contiguous(x).is(x));
}

TEST(UndoBroadcasting, CastsCarryGradientsBack) {
  Tensor x = Tensor::of({1, 2}, {2}, float32).requires_grad(true);
  const Tensor y = to(x, float64);
  EXPECT_EQ(y.dtype(), float64);
  backward(y, tensor({3, 4}, {2}));
  EXPECT_EQ(x.grad().dtype(), float32) << "a gradient has the dtype of its tensor";
  expect_all("gradient of a cast", x.grad().to_vector(), {3, 4});
  EXPECT_FALSE(to(x, gradus::int64).requires_grad()) << "whole numbers have no gradient";
}
