#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/tensor_autograd/hooks.h>
#include <gradus/tensor_autograd/in_place.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::add_;
using gradus::backward;
using gradus::copy_;
using gradus::fill_;
using gradus::float32;
using gradus::float64;
using gradus::HookHandle;
using gradus::Index;
using gradus::int64;
using gradus::live_nodes;
using gradus::NoGrad;
using gradus::register_hook;
using gradus::Shape;
using gradus::Tensor;
using gradus::zero_;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Values = std::vector<double>;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

bool says(const std::string& error, const std::string& part) {
  return error.find(part) != std::string::npos;
}

Tensor leaf(const Values& values) {
  return Tensor::of(values, {static_cast<Index>(values.size())}, float64).requires_grad(true);
}
Tensor constant(const Values& values) {
  return Tensor::of(values, {static_cast<Index>(values.size())}, float64);
}
// The gradient that x has collected; nothing when none arrived.
Values gradient(const Tensor& x) { return x.grad().defined() ? x.grad().to_vector() : Values{}; }

// Backward from the sum of y's elements, each weighted: the error that was thrown, or "".
std::string run_backward(const Tensor& y, const Values& weights) {
  const std::string error =
      message([&] { backward(y, Tensor::of(weights, y.shape(), y.dtype())); });
  return error == "no error" ? "" : error;
}

}  // namespace

// Which layouts may be written to.

TEST(InPlaceAndHooks, ElementsThatStandInSeveralPlaces) {
  const gradus::Array memory = array_of({12}, Values(12, 1.0));
  const auto written = [&](const gradus::Layout& layout) {
    return message([&] { add_(Tensor(memory.with(layout)), 1.0); }) == "no error";
  };
  using gradus::Layout;
  expect("whether a matrix [3, 4] may be changed", written(Layout::contiguous({3, 4})), 1)
      .if_equal(0,
                "its rows do not overlap: the last element of a row lies (size - 1) * stride "
                "after the first, not size * stride");
  expect("whether its transpose may", written({{4, 3}, {1, 4}, 0}), 1);
  expect("whether every second column may", written({{3, 2}, {4, 2}, 1}), 1);
  expect("whether an axis of size 1 with stride 0 may", written({{3, 1}, {4, 0}, 0}), 1);
  expect("whether a row that is repeated by stride 0 may", written({{3, 4}, {0, 1}, 0}), 0)
      .if_equal(1, "with stride 0 a step along the axis leads nowhere: not beyond what is reached");
  const bool windows = written({{3, 2}, {1, 1}, 0});
  expect("whether windows that overlap may (strides [1, 1])", windows, 0)
      .if_equal(1, "two windows share an element, without any stride being 0");
  const bool blocks = written({{2, 2, 3}, {4, 3, 1}, 0});
  expect("whether shape [2, 2, 3] with strides [4, 3, 1] may", blocks, 0)
      .if_true(!windows,
               "elements [0, 1, 1] and [1, 0, 0] are the same: what all axes before reach together "
               "counts, not what the last of them reaches");
  EXPECT_EQ(message([] {
              add_(expand(gradus::zeros({3}), {2, 3}), 1.0);
            }),
            "add_: in [2, 3] with strides [0, 1] one element stands in several places; change a "
            "clone");
}

// What they compute.

TEST(InPlaceAndHooks, TheMemoryStaysTheSame) {
  const Tensor x = Tensor::of({1, 2, 3, 4, 5, 6}, {2, 3}, float64), row = select(x, 0, 1), same = x;
  add_(x, constant({10, 20, 30}));
  expect_all("x + [10, 20, 30]", x.to_vector(), {11, 22, 33, 14, 25, 36});
  expect_all("row 1, a view", row.to_vector(), {14, 25, 36});
  mul_(row, 2);
  expect_all("x, after its row was doubled", x.to_vector(), {11, 22, 33, 28, 50, 72});
  EXPECT_TRUE(same.is(x));
  sub_(x, 1);
  div_(x, Tensor::of({10, 1}, {2, 1}, float64));
  expect_all("(x - 1) / [[10], [1]]", x.to_vector(), {1, 2.1, 3.2, 27, 49, 71});
  gradus::clamp_(x, 2, 50);
  expect_all("clamped to 2 ... 50", x.to_vector(), {2, 2.1, 3.2, 27, 49, 50});
  gradus::clamp_(x, {}, 40.0);
  expect_all("clamped to at most 40", x.to_vector(), {2, 2.1, 3.2, 27, 40, 40});
  fill_(row, 7);
  copy_(select(x, 0, 0), Tensor::of({1.5}, {1}, float32));
  expect_all("filled and copied", x.to_vector(), {1.5, 1.5, 1.5, 7, 7, 7});
  Tensor y = x;
  y += x;
  y -= 1;
  y *= constant({1, 2, 4});
  y /= 2;
  expect_all("(2 x - 1) * [1, 2, 4] / 2, and x is the same tensor", x.to_vector(),
             {1, 2, 4, 6.5, 13, 26});
  zero_(t(x));
  expect_all("a transposed view set to 0", x.to_vector(), Values(6, 0.0));
}

TEST(InPlaceAndHooks, WhatItReadsMayBeItself) {
  const Tensor x = Tensor::of({1, 2, 3, 4}, {2, 2}, float64);
  add_(x, t(x));
  expect_all("x + its transpose", x.to_vector(), {2, 5, 5, 8});
  mul_(x, x);
  expect_all("squared", x.to_vector(), {4, 25, 25, 64});
  copy_(x, t(x));
  sub_(x, select(x, 0, 0));
  expect_all("minus its first row", x.to_vector(), {0, 0, 21, 39});
}

TEST(InPlaceAndHooks, DTypesStay) {
  const Tensor whole = Tensor::of({1, 2}, {2}, int64), small = Tensor::of({0.5, 1}, {2}, float32),
               bits = Tensor::of({1, 0}, {2}, gradus::bool_);
  add_(whole, 3);
  mul_(whole, bits);
  expect_all("([1, 2] + 3) * [true, false]", whole.to_vector(), {4, 0});
  EXPECT_EQ(whole.dtype(), int64);
  add_(small, whole);
  add_(small, Tensor::of({0.25}, {1}, float64));
  expect_all("[0.5, 1] + [4, 0] + 0.25", small.to_vector(), {4.75, 1.25});
  EXPECT_EQ(small.dtype(), float32);
  copy_(whole, Tensor::of({2.75, -1.5}, {2}));
  expect_all("[2.75, -1.5] copied into int64", whole.to_vector(), {2, -1});
  for (const auto& [error, name] :
       {std::pair{message([&] { add_(whole, small); }), "add_"},
        std::pair{message([&] { add_(whole, 0.5); }), "add_"},
        std::pair{message([&] { div_(whole, 2); }), "div_"},
        std::pair{message([&] { gradus::clamp_(whole, 0.5); }), "clamp_"}})
    EXPECT_EQ(error, std::string(name) +
                         ": the result is float32, which a tensor of int64 cannot hold; convert "
                         "the tensor with to(float32) first");
  EXPECT_EQ(message([&] { add_(bits, 1); }),
            "add_: the result is int64, which a tensor of bool cannot hold; convert the tensor "
            "with to(int64) first");
  expect_all("whole, after all that was refused", whole.to_vector(), {2, -1});
}

TEST(InPlaceAndHooks, OnlyTheRightSideIsBroadcast) {
  const Tensor x = gradus::zeros({3});
  const std::uint32_t version = x.array().storage->version();
  EXPECT_EQ(message([&] {
              add_(x, gradus::ones({2, 3}));
            }),
            "add_: [2, 3] does not fit into [3]; in place only the right side is broadcast");
  EXPECT_EQ(message([&] { copy_(gradus::zeros({1}), x); }),
            "copy_: [3] does not fit into [1]; in place only the right side is broadcast");
  EXPECT_TRUE(says(message([&] { mul_(x, gradus::ones({2})); }),
                   "mul_: shapes do not broadcast: [3] and [2]"));
  EXPECT_EQ(x.array().storage->version(), version) << "nothing was written";
}

// In the graph.

TEST(InPlaceAndHooks, TheNodeIsReplaced) {
  const Tensor a = leaf({2, 3}), w = leaf({5, 7});
  const Tensor x = a * 10;  // [20, 30]
  mul_(x, w);               // [100, 210]
  expect_all("10 a * w", x.to_vector(), {100, 210});
  const std::string error = run_backward(x, {1, 100});
  expect_all("gradient for a of x = 10 a; x *= w, upstream [1, 100]", gradient(a), {50, 7000})
      .if_equal({10, 1000},
                "that is the gradient of 10 a alone: x still stands in the graph where it stood "
                "before it was multiplied")
      .if_true(error.empty() && gradient(a).empty(),
               "nothing arrived at a: what x was before the change has lost its place in the "
               "graph")
      .if_true(says(error, "changed in place after the forward pass"),
               "the rule of mul needs the elements that x had, and they are overwritten: `before` "
               "needs memory of its own");
  expect_all("gradient for w", gradient(w), {20, 3000});
}

TEST(InPlaceAndHooks, NumbersAndConstantsInTheGraph) {
  const Tensor a = leaf({2, 3, 0.5});
  const Tensor x = a * a;  // [4, 9, 0.25]
  add_(x, 1);              // [5, 10, 1.25]
  mul_(x, constant({1, 2, 3}));
  div_(x, 2);
  sub_(x, a);
  gradus::clamp_(x, 1, {});
  expect_all("(a^2 + 1) [1, 2, 3] / 2 - a, at least 1", x.to_vector(), {1, 7, 1.375});
  EXPECT_EQ(run_backward(x, {1, 10, 100}), "");
  expect_all("its gradient", gradient(a), {0, 10 * 5, 100 * 0.5});
}

TEST(InPlaceAndHooks, FilledAndCopied) {
  const Tensor a = leaf({2, 3}), b = leaf({5});
  const Tensor x = a * 2;
  const Tensor before = x * 1;
  copy_(x, b);
  EXPECT_EQ(run_backward(x * x + before, {1, 10}), "");
  expect_all("gradient for what was copied, 5", gradient(b), {10 + 100});
  expect_all("gradient for what was there before: only what it did before", gradient(a), {2, 20});
  const Tensor y = a * 2;
  zero_(y);
  EXPECT_FALSE(y.requires_grad()) << "zeros depend on nothing";
  const Tensor c = constant({1, 1});
  copy_(c, a);
  EXPECT_FALSE(c.node() == a.node()) << "a copy of a leaf is no leaf";
  EXPECT_EQ(run_backward(c * c, {1, 1}), "");
  expect_all("gradient through a copy of a leaf", gradient(a), {2 + 4, 20 + 6});
}

TEST(InPlaceAndHooks, OfItself) {
  const Tensor a = leaf({2, 3});
  const Tensor x = a * 1;
  mul_(x, x);
  EXPECT_EQ(run_backward(x, {1, 10}), "");
  expect_all("gradient of x *= x", gradient(a), {4, 60});
  const Tensor m = reshape(leaf({1, 2, 3, 4}) * 1, {2, 2});
  const Tensor n = m * 1;
  add_(n, t(n));
  expect_all("a matrix plus its transpose", n.to_vector(), {2, 5, 5, 8});
}

namespace {

// A random program of sums, differences, products, quotients and bounds on three tensors, in place
// or with new tensors; the weighted sum of what comes out.
struct Program {
  struct Line {
    int op, to, from;
    double number;
  };
  std::vector<Line> lines;
  Shape shape;

  explicit Program(Draw& draw) {
    shape = draw.shape(3, false);
    for (Index i = draw.between(1, 8); i > 0; --i)
      lines.push_back({static_cast<int>(draw.between(0, 8)), static_cast<int>(draw.between(0, 2)),
                       static_cast<int>(draw.between(0, 2)), draw.uniform(0.5, 1.5)});
  }

  std::vector<Tensor> run(const std::vector<Tensor>& start, bool in_place) const {
    std::vector<Tensor> x;
    for (const Tensor& tensor : start) x.push_back(tensor * 1.5);
    for (const Line& line : lines) {
      Tensor& to = x[static_cast<std::size_t>(line.to)];
      const Tensor from = x[static_cast<std::size_t>(line.from)];
      const auto either = [&](auto changes, auto makes) {
        if (in_place)
          changes();
        else
          to = makes();
      };
      const double n = line.number;
      switch (line.op) {
        case 0:
          either([&] { to += from; }, [&] { return to + from; });
          break;
        case 1:
          either([&] { to -= from; }, [&] { return to - from; });
          break;
        case 2:
          either([&] { to *= from; }, [&] { return to * from; });
          break;
        case 3:
          either([&] { to /= from; }, [&] { return to / from; });
          break;
        case 4:
          either([&] { to += n; }, [&] { return to + n; });
          break;
        case 5:
          either([&] { to *= n; }, [&] { return to * n; });
          break;
        case 6:
          either([&] { copy_(to, from); }, [&] { return clone(from); });
          break;
        case 7:
          either([&] { gradus::clamp_(to, n, 4); }, [&] { return clamp(to, n, 4); });
          break;
        default:
          to = tanh(to);  // never in place; its rule keeps the result
      }
    }
    return x;
  }
};

}  // namespace

TEST(InPlaceAndHooks, RandomProgramsAgreeWithTheirTwins) {
  Draw draw("programs");
  int agreed = 0, refused = 0;
  for (int sample = 0; sample < 300; ++sample) {
    const Program program(draw);
    std::vector<Tensor> start, weights;
    for (int i = 0; i < 3; ++i) {
      start.push_back((abs(Tensor(draw_array(draw, program.shape))) + 0.5).detach());
      start.back().requires_grad(true);
      weights.push_back(Tensor(draw_array(draw, program.shape)));
    }
    const auto gradients = [&](bool in_place, Values& values) {
      const std::vector<Tensor> x = program.run(start, in_place);
      Tensor total = gradus::zeros({}, float64);
      for (std::size_t i = 0; i < 3; ++i) {
        const Values more = x[i].to_vector();
        values.insert(values.end(), more.begin(), more.end());
        total = total + sum(x[i] * weights[i]);
      }
      Values all;
      for (const Tensor& g : grad_or_zeros(total, start))
        for (double value : g.to_vector()) all.push_back(value);
      return all;
    };
    Values expected_values, expected = gradients(false, expected_values), values, actual;
    const std::string error = message([&] { actual = gradients(true, values); });
    const auto is_number = [](double value) { return std::isfinite(value); };
    if (!std::all_of(expected.begin(), expected.end(), is_number)) continue;  // it divides by 0
    expect_all("the results of program " + std::to_string(sample), values, expected_values, 1e-12);
    if (error != "no error") {  // never wrong: at most refused
      EXPECT_TRUE(says(error, "a tensor that its gradient needs was changed in place")) << error;
      ++refused;
      continue;
    }
    ++agreed;
    expect_all("the gradients of program " + std::to_string(sample), actual, expected, 1e-9);
  }
  EXPECT_GT(agreed, 100);
  EXPECT_GT(refused, 20) << "some programs overwrite what a rule kept";
}

TEST(InPlaceAndHooks, WhatARuleKeptMustNotChange) {
  const Tensor a = leaf({2, 3});
  const Tensor x = a * 1, y = x * x;
  add_(x, 1);
  EXPECT_EQ(run_backward(y, {1, 1}),
            "mul: a tensor that its gradient needs was changed in place after the forward pass "
            "(version 1, saved was 0); change a copy instead");
  const Tensor e = exp(a * 1);
  mul_(e, 2);
  EXPECT_TRUE(says(run_backward(e, {1, 1}), "exp: a tensor that its gradient needs was changed"))
      << "exp keeps its result";
  const Tensor u = a * 1, v = u + u;
  mul_(u, 2);
  EXPECT_EQ(run_backward(v, {1, 1}), "") << "a sum keeps nothing";
}

TEST(InPlaceAndHooks, LeavesAreChangedOutsideTheGraphOnly) {
  Tensor w = leaf({1, 2, 3});
  const auto refused = [](const std::string& what, const std::string& shape) {
    return "sub_: " + shape + what +
           " that requires a gradient; change it inside a scope with NoGrad (an update), or change "
           "a clone";
  };
  EXPECT_EQ(message([&] { sub_(w, 1); }), refused(" is a leaf", "[3]"));
  EXPECT_EQ(message([&] { sub_(slice(w, 0, 1, 3), 1); }), refused(" is a view of a leaf", "[2]"));
  EXPECT_EQ(message([&] {
              sub_(t(reshape(w, {3, 1})), 1);
            }),
            refused(" is a view of a leaf", "[1, 3]"));
  expect_all("w, after all that was refused", w.to_vector(), {1, 2, 3});
  backward(sum(w * w));
  {
    const NoGrad off;
    w -= 0.5 * w.grad();
    gradus::clamp_(w, -1, 1);
  }
  expect_all("w - 0.5 * 2 w", w.to_vector(), {0, 0, 0});
  EXPECT_TRUE(w.requires_grad())
      << "Likely cause: a leaf that was changed under NoGrad took the place of the result, which "
         "has none, and is a constant now";
  {
    const NoGrad off;
    add_(slice(w, 0, 1, 3), 5);
  }
  w.set_grad({});
  backward(sum(w * w));
  expect_all("the gradient at the new w", gradient(w), {0, 10, 10});
}

TEST(InPlaceAndHooks, OutsideTheGraphAComputedTensorKeepsItsPlace) {
  const Tensor a = leaf({2, 3});
  const Tensor x = a * 10;
  {
    const NoGrad off;
    add_(x, 1);
    gradus::clamp_(x, 0, 25);
  }
  std::string error;
  const std::string forward = message([&] { error = run_backward(x * 2, {1, 1}); });
  expect_all("gradient of 2 x, when x = 10 a was changed under NoGrad", gradient(a), {20, 20})
      .if_true(says(forward, "were changed in place through another tensor"),
               "x has to note the version of its new elements, or it counts as out of date; "
               "keep_place does that");
}

TEST(InPlaceAndHooks, ViewsMustNotGoOutOfDate) {
  const Tensor a = leaf({1, 2, 3, 4});
  const auto out_of_date = [](const std::string& error, const std::string& user) {
    EXPECT_TRUE(says(error, user + ": the elements of a tensor ")) << error;
    EXPECT_TRUE(says(error, "were changed in place through another tensor")) << error;
  };
  {
    const Tensor x = a * 1, view = slice(x, 0, 0, 2);
    mul_(x, 3);
    expect_all("a view sees the change", view.to_vector(), {3, 6});
    out_of_date(message([&] { view * 2; }), "affine");
    out_of_date(run_backward(view, {1, 1}), "backward");
    EXPECT_EQ(run_backward(slice(x, 0, 0, 2), {1, 10}), "") << "a new view is right";
    expect_all("gradient of x *= 3, seen through a view made afterwards", gradient(a),
               {3, 30, 0, 0});
  }
  {
    const Tensor x = a * 1, view = slice(x, 0, 0, 2);
    mul_(view, 5);
    out_of_date(message([&] { sum(x); }), "sum");
    a.node()->grad[0] = Tensor();
    EXPECT_EQ(run_backward(view, {1, 10}), "") << "the view itself is right";
    expect_all("gradient of a view times 5", gradient(a), {5, 50, 0, 0});
    const NoGrad off;
    expect_all("x outside the graph", (x * 1).to_vector(), {5, 10, 3, 4});
  }
}

TEST(InPlaceAndHooks, ConstantsEnterTheGraphAlone) {
  const Tensor a = leaf({1, 2});
  const Tensor alone = constant({10, 20});
  add_(alone, a);
  EXPECT_EQ(run_backward(alone * alone, {1, 10}), "");
  expect_all("gradient of (c + a)^2 after c += a", gradient(a), {22, 440});
  const Tensor rows = gradus::zeros({2, 2}, float64);
  EXPECT_EQ(
      message([&] { copy_(select(rows, 0, 1), a); }),
      "copy_: [2] would become part of the graph, and other tensors that share its memory (views, "
      "or what a rule keeps) would not; change a clone, or put the parts together with cat");
  expect_all("rows, after that was refused", rows.to_vector(), Values(4, 0.0));
  const NoGrad off;
  copy_(select(rows, 0, 1), a);
  expect_all("rows, filled outside the graph", rows.to_vector(), {0, 0, 1, 2});
}

TEST(InPlaceAndHooks, SecondDerivativesGoThrough) {
  const Tensor x = leaf({2, 3});
  Tensor y = x * x;
  y *= x;
  const Tensor first = gradus::grad(y, {x}, constant({1, 1}), {.create_graph = true})[0];
  expect_all("d(x^3)/dx at [2, 3]", first.to_vector(), {12, 27});
  expect_all("its derivative, 6 x", gradus::grad(first, {x}, constant({1, 1}))[0].to_vector(),
             {12, 18});
}

// Hooks.

TEST(InPlaceAndHooks, AHookSeesTheWholeGradientOnce) {
  const Tensor a = leaf({2, 3});
  const Tensor x = a * 1;
  std::vector<Values> at_x, at_a;
  register_hook(x, [&](const Tensor& g) { return at_x.push_back(g.to_vector()), Tensor(); });
  register_hook(a, [&](const Tensor& g) { return at_a.push_back(g.to_vector()), Tensor(); });
  const std::string error = run_backward(x * x + 3 * x, {1, 10});
  expect("how often a hook on x was called, which is used three times",
         static_cast<double>(at_x.size()), 1);
  expect_all("gradient for a", gradient(a), {7, 90})
      .if_true(error.empty() && gradient(a).empty(),
               "a hook that gives nothing back only wants to look: the gradient stays what it "
               "was");
  ASSERT_EQ(at_x.size(), 1U);
  expect_all("what it saw", at_x[0], {7, 90});
  EXPECT_EQ(run_backward(a * a, {1, 1}), "");
  ASSERT_EQ(at_a.size(), 2U);
  expect_all("what a leaf's hook sees in the second pass: this pass alone", at_a[1], {4, 6});
  expect_all("and the leaf's sum over both", gradient(a), {11, 96});
}

TEST(InPlaceAndHooks, HooksReplaceOneAfterTheOther) {
  const Tensor a = leaf({2, 3});
  const Tensor x = a * 1;
  std::vector<double> seen;
  const auto hook = [&](double factor, double shift) {
    return register_hook(x, [&seen, factor, shift](const Tensor& g) {
      seen.push_back(g.to_vector()[0]);
      return g * factor + shift;
    });
  };
  HookHandle first = hook(10, 0), second = hook(1, 5);
  const Tensor twice = x * 2;
  const gradus::BackwardOptions keep{.retain_graph = true};
  backward(twice, constant({1, 1}), keep);
  expect_all("what the hooks saw: 2, then what the first one made of it", seen, {2, 20})
      .if_equal({2, 2},
                "each hook saw the gradient that arrived, not what the one before it gave "
                "back")
      .if_equal({2},
                "the second hook was not called; a hook that replaces the gradient is not the "
                "last one");
  expect_all("gradient for a: (2 * 10) + 5", gradient(a), {25, 25})
      .if_equal({2, 2}, "what the hooks gave back is not what went on");
  a.node()->grad[0] = Tensor();
  first.remove();
  first.remove();
  backward(twice, constant({1, 1}), keep);
  expect_all("without the first one", gradient(a), {7, 7});
  second.remove();
  a.node()->grad[0] = Tensor();
  backward(twice, constant({1, 1}));
  expect_all("without any", gradient(a), {2, 2});
}

TEST(InPlaceAndHooks, HooksComeBeforeEverythingElse) {
  Tensor a = leaf({2}), x = a * 1;
  x.retain_grad();
  register_hook(a, [](const Tensor& g) { return g * 3; });
  register_hook(x, [](const Tensor& g) { return g * 10; });
  const Tensor y = x * x;
  expect_all("grad() gives what hooks left",
             gradus::grad(y, {x}, constant({1}), {.retain_graph = true})[0].to_vector(), {40});
  backward(y, constant({1}));
  expect_all("so does a kept gradient", gradient(x), {40});
  expect_all("and a leaf's", gradient(a), {120});
  // A hook's arithmetic is part of the graph of a gradient.
  const Tensor b = leaf({3}), c = b * 1;
  register_hook(c, [&b](const Tensor& g) { return g * b.detach() * b; });
  const Tensor g = gradus::grad(c * 2, {b}, constant({1}), {.create_graph = true})[0];
  expect_all("2 b^2", g.to_vector(), {18});
  expect_all("its derivative for the b that was not detached",
             gradus::grad(g, {b}, constant({1}))[0].to_vector(), {6});
}

TEST(InPlaceAndHooks, BadHooksAreNamed) {
  const Tensor a = leaf({2, 3});
  HookHandle wrong = register_hook(a, [](const Tensor&) { return constant({1}); });
  const std::string error = run_backward(a * 1, {1, 1});
  expect("whether the message names the hook", says(error, "register_hook: a hook gave back [1]"),
         1)
      .if_true(error.empty() || !says(error, "register_hook"),
               "a gradient of another shape must not go on: check_replacement says so");
  wrong.remove();
  EXPECT_EQ(message([] { register_hook(constant({1}), [](const Tensor& g) { return g; }); }),
            "register_hook: this tensor does not require a gradient, so none will ever arrive");
  const Tensor b = leaf({1, 1});
  HookHandle broken =
      register_hook(b, [](const Tensor&) -> Tensor { gradus::fail("the hook's own error"); });
  const Tensor y = b * 2;
  EXPECT_EQ(message([&] {
              backward(y, constant({1, 1}), {.retain_graph = true});
            }),
            "the hook's own error");
  broken.remove();
  backward(y, constant({1, 1}));
  expect_all("a pass after one that a hook ended", gradient(b), {2, 2});
}

TEST(InPlaceAndHooks, AHookMayRemoveItself) {
  const Tensor a = leaf({1});
  int called = 0;
  HookHandle once;
  once = register_hook(a, [&](const Tensor&) { return ++called, once.remove(), Tensor(); });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run_backward(a * 2, {1}), "");
  EXPECT_EQ(called, 1);
  HookHandle late;
  {
    const Tensor gone = a * 1;
    late = register_hook(gone, [](const Tensor& g) { return g; });
  }
  late.remove();  // the tensor is gone
  HookHandle().remove();
}

// What is left behind.

TEST(InPlaceAndHooks, NothingIsLeftBehind) {
  const Tensor w = leaf({0.5, 0.25}), b = constant({1, 2});
  const auto step = [&] {
    // A state that is read and added to, so that graph and tensors point at each other.
    Tensor state = b * w, other = w * 1;
    for (int i = 0; i < 3; ++i) {
      const Tensor read = state * w;
      state += read;
      other *= state;
      other += other;
    }
    HookHandle hook = register_hook(other, [](const Tensor& g) { return g * 2; });
    message([&] { backward(sum(other + state)); });  // a rule's input was overwritten
    const Tensor fresh = w * 1;
    register_hook(fresh, [](const Tensor& g) { return g * 2; });
    backward(sum(fresh));
  };
  step();
  const std::int64_t nodes = live_nodes();
  const std::size_t bytes = gradus::memory_use(gradus::cpu).live;
  for (int i = 0; i < 50; ++i) step();
  EXPECT_EQ(live_nodes(), nodes);
  EXPECT_EQ(gradus::memory_use(gradus::cpu).live, bytes);
}

TEST(InPlaceAndHooks, EvaluationAddsNothing) {
  const Tensor w = leaf({0.5, 0.25, 2, 1}), x = constant({1, 2});
  const Tensor weights = reshape(w, {2, 2});
  const NoGrad off;
  const auto evaluate = [&] {
    Tensor y = tanh(matmul(weights, x));
    y += x;
    return y;
  };
  evaluate();  // kernels keep their scratch memory
  const std::int64_t nodes = live_nodes();
  const std::size_t bytes = gradus::memory_use(gradus::cpu).live;
  for (int i = 0; i < 100; ++i) {
    const Tensor y = evaluate();
    EXPECT_FALSE(y.requires_grad());
    EXPECT_EQ(live_nodes(), nodes) << "evaluation does not need a graph";
  }
  EXPECT_EQ(gradus::memory_use(gradus::cpu).live, bytes);
}

TEST(InPlaceAndHooks, ALongChainInPlace) {
  const Tensor a = leaf({1, 2});
  Tensor x = a * 1;
  for (int i = 0; i < 100'000; ++i) x += 1;
  expect_all("a plus 100,000 ones", x.to_vector(), {100'001, 100'002});
  EXPECT_EQ(run_backward(x, {3, 4}), "");
  expect_all("its gradient", gradient(a), {3, 4});
}
