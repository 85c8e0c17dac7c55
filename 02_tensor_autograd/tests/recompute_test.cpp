// Results that nobody keeps for backward, as their node computes them again.
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/in_place.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gtest/gtest.h>

#include <vector>

using gradus::BackwardCall;
using gradus::float64;
using gradus::Rule;
using gradus::Tensor;
namespace ops = gradus::ops;
using Numbers = std::vector<double>;

namespace {

int computed = 0;

// exp(x), which its own gradient and whoever else needs it get anew.
Tensor exp_again(BackwardCall& call) {
  ++computed;
  const Tensor x = call.input(0);
  const gradus::Array* inputs[] = {&x.array()};
  return Tensor(run(ops::exp, inputs)[0]);
}
const Rule frugal_exp{"frugal_exp",
                      &ops::exp,
                      1,
                      0,
                      [](BackwardCall& call) { call.give(0, call.grad() * exp(call.input(0))); },
                      exp_again};
Tensor frugal(const Tensor& x) { return apply(frugal_exp, {&x}); }

constexpr gradus::Index kCount = 1000;
constexpr std::size_t kBytes = kCount * sizeof(double);

Tensor leaf(double value, const gradus::Shape& shape = {kCount}) {
  return gradus::full(shape, value, float64).requires_grad(true);
}
std::size_t live() { return gradus::memory_use(gradus::cpu).live; }

}  // namespace

TEST(Recompute, ResultsAreNotKept) {
  const Tensor x = leaf(0.5);
  const std::size_t before = live();
  {
    const Tensor y = square(frugal(x));
    EXPECT_EQ(live() - before, kBytes) << "y alone; x is there already";
  }
  const Tensor y = square(exp(x));
  EXPECT_EQ(live() - before, 2 * kBytes) << "y, and exp(x) for the gradient of square";
}

TEST(Recompute, GradientsAreThoseOfResultsThatWereKept) {
  const Tensor x = leaf(0.3, {2, 3}), z = leaf(0.3, {2, 3});
  const auto chain = [](const Tensor& t, auto exponential) {
    const Tensor y = exponential(t * 2);
    // Views of it, several uses, and a chain of two.
    const Tensor again = exponential(transpose(y, 0, 1) * 0.1);
    return sum(reshape(y, {6}) * reshape(again, {6})) + sum(square(slice(y, 1, 1, 3)));
  };
  backward(chain(x, [](const Tensor& t) { return frugal(t); }));
  backward(chain(z, [](const Tensor& t) { return exp(t); }));
  EXPECT_EQ(x.grad().to_vector(), z.grad().to_vector());
}

TEST(Recompute, EachResultIsComputedAtMostOnce) {
  computed = 0;
  const Tensor x = leaf(0.1), y = frugal(x);
  Tensor total = square(y);
  for (int i = 0; i < 4; ++i) total = total + square(reshape(y, {1, kCount}));
  backward(sum(total));
  EXPECT_EQ(computed, 1);
  computed = 0;
  backward(sum(frugal(x) + 1));  // nobody asks
  EXPECT_EQ(computed, 0);
}

TEST(Recompute, AGradientCanBeDifferentiatedAgain) {
  const auto second = [](auto exponential) {
    const Tensor x = leaf(0.4, {3});
    const Tensor y = sum(square(exponential(x)));  // second derivative: 4 exp(2 x)
    const Tensor first = gradus::grad(y, {x}, {}, {.create_graph = true})[0];
    return gradus::grad(sum(first), {x})[0].to_vector();
  };
  EXPECT_EQ(second([](const Tensor& t) { return frugal(t); }),
            second([](const Tensor& t) { return exp(t); }));
}

TEST(Recompute, WhatWasChangedIsKept) {
  Tensor x = leaf(0.0, {1});
  Tensor y = frugal(x);
  {
    const gradus::NoGrad off;
    gradus::add_(y, Tensor(5.0, float64));  // 6; its node would compute 1
  }
  backward(square(y));
  EXPECT_EQ(x.grad().to_vector(), Numbers{12});  // 2 y, times exp(0)
  x.set_grad({});

  const Tensor later = frugal(x), result = square(later);
  {
    const gradus::NoGrad off;
    gradus::add_(later, Tensor(5.0, float64));
  }
  backward(result);  // square saw exp(0) = 1
  EXPECT_EQ(x.grad().to_vector(), Numbers{2});
}

TEST(Recompute, NothingIsLeftBehind) {
  const std::size_t before = live();
  const std::int64_t nodes = gradus::live_nodes();
  {
    const Tensor x = leaf(0.5);
    for (int i = 0; i < 3; ++i) backward(sum(square(frugal(x))));
    EXPECT_EQ(live() - before, 2 * kBytes) << "x and its gradient";
  }
  EXPECT_EQ(live(), before);
  EXPECT_EQ(gradus::live_nodes(), nodes);
}
