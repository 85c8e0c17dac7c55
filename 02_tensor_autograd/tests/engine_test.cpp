// The engine under the operations: what it allocates and gives back, threads, and what it says
// about bad input. Its hooks and its open tables are in dispatch_test.cpp.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/allocations.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::backward;
using gradus::cpu;
using gradus::float32;
using gradus::float64;
using gradus::NoGrad;
using gradus::Tensor;
using gradus::testing::Allocations;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect_all;
namespace ops = gradus::ops;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(Engine, RunningIntoMemoryAllocatesNothing) {
  if (!Allocations::counted()) GTEST_SKIP() << "malloc is not counted in this build";
  Draw draw("into");
  const Array a = draw_array(draw, {64, 64}, float32), b = draw_array(draw, {64, 64}, float32),
              c = Array::empty({64, 64}, float32), s = Array::empty({64}, float32);
  const auto attributes = gradus::reduce_attributes({1}, false, 2, "sum");
  const auto all = [&] {
    run_into(ops::add, {&a, &b}, {&c});
    run_into(ops::exp, {&a}, {&c});
    run_into(ops::affine, {&a}, {&c}, gradus::AffineAttributes{2, 1});
    run_into(ops::sum, {&a}, {&s}, attributes);
  };
  all();
  const Allocations allocations;
  all();
  EXPECT_EQ(allocations.calls(), 0);
}

TEST(Engine, AnOperationAllocatesItsResultAndItsNode) {
  if (!Allocations::counted()) GTEST_SKIP() << "malloc is not counted in this build";
  const Tensor a = gradus::ones({4}).requires_grad(true), b = gradus::ones({4});
  const auto calls = [](auto body) {
    body();
    const Allocations allocations;
    body();
    return allocations.calls();
  };
  EXPECT_LE(calls([&] { b + b; }), 3) << "memory, its storage, the tensor";
  EXPECT_LE(calls([&] { a + b; }), 4) << "and the node";
  EXPECT_LE(calls([&] { transpose(reshape(b, {2, 2}), 0, 1); }), 2) << "a view: the tensor";
}

namespace {

// A network of two layers on random data, and its steps of gradient descent.
struct Training {
  Draw draw{"training"};
  Tensor x{draw_array(draw, {16, 8})}, y{draw_array(draw, {16, 1})};
  std::vector<Tensor> parameters{Tensor(draw_array(draw, {8, 12})), Tensor(draw_array(draw, {12})),
                                 Tensor(draw_array(draw, {12, 1}))};
  Training() {
    for (Tensor& p : parameters) p.requires_grad(true);
  }
  double step() {
    const Tensor e = matmul(tanh(matmul(x, parameters[0]) + parameters[1]), parameters[2]) - y;
    const Tensor loss = mean(e * e);
    backward(loss);
    const NoGrad off;
    for (Tensor& p : parameters) {
      const Tensor smaller = p - 0.01 * p.grad();
      run_into(ops::copy, {&smaller.array()}, {&p.array()}, gradus::CopyAttributes{float64});
      p.set_grad({});
    }
    return loss.item();
  }
};

}  // namespace

TEST(Engine, TrainingStepsLeaveNothingBehind) {
  Training training;
  const double first = training.step();
  training.step();
  const std::int64_t nodes = gradus::live_nodes();
  const std::size_t bytes = gradus::memory_use(cpu).live;
  const Allocations allocations;
  double last = 0;
  for (int i = 0; i < 1000; ++i) last = training.step();
  EXPECT_LT(last, first / 2) << "it learns";
  EXPECT_EQ(gradus::live_nodes(), nodes);
  EXPECT_EQ(gradus::memory_use(cpu).live, bytes);
  if (Allocations::counted()) {
    EXPECT_EQ(allocations.live_blocks(), 0);
  }
}

TEST(Engine, TemporariesHoldNoGradients) {
  constexpr std::size_t kBytes = 1 << 20;
  const Tensor a = gradus::ones({kBytes / 8}, float64);
  gradus::reset_peak(cpu);
  const std::size_t before = gradus::memory_use(cpu).live;
  Tensor x = a;
  for (int i = 0; i < 20; ++i) x = x * 0.5 + 1;
  EXPECT_LE(gradus::memory_use(cpu).peak - before, 3 * kBytes) << "without a graph";
  EXPECT_EQ(gradus::memory_use(cpu).live - before, kBytes);
  x = Tensor();

  // In a graph: a chain keeps what its rules need (tanh: its output), and backward two gradients
  // beside that.
  Tensor leaf = gradus::ones({kBytes / 8}, float64).requires_grad(true);
  const std::size_t with_leaf = gradus::memory_use(cpu).live;
  x = leaf;
  for (int i = 0; i < 20; ++i) x = tanh(x);
  EXPECT_EQ(gradus::memory_use(cpu).live - with_leaf, 20 * kBytes);
  const Tensor upstream = gradus::ones({kBytes / 8}, float64);
  gradus::reset_peak(cpu);
  const std::size_t at_top = gradus::memory_use(cpu).live;
  backward(x, upstream);
  EXPECT_LE(gradus::memory_use(cpu).peak - at_top, 5 * kBytes);
  EXPECT_EQ(gradus::memory_use(cpu).live - with_leaf, 3 * kBytes) << "x, upstream, the gradient";
}

TEST(Engine, ThreadsHaveTheirOwnModes) {
  const NoGrad off;
  std::atomic<int> enabled_there = 0;
  std::vector<double> gradients(2);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 2; ++i)
    threads.emplace_back([&, i] {
      enabled_there += gradus::grad_enabled();
      const Tensor x = Tensor::of({2.0 + static_cast<double>(i)}, {}, float64).requires_grad(true);
      for (int repeat = 0; repeat < 200; ++repeat) backward(x * x * x);
      gradients[i] = x.grad().item();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(enabled_there, 2);
  EXPECT_FALSE(gradus::grad_enabled());
  expect_all("gradients of x^3 at 2 and 3, 200 times", gradients, {200 * 12, 200 * 27});
}

// The examples of tinytensor's and macrograd's front pages, with the values printed there.
TEST(Engine, TwoTensorsAdded) {
  const Tensor a = gradus::ones({2, 2}).requires_grad(true),
               b = Tensor::of({1, 2, 3, 4}, {2, 2}).requires_grad(true);
  const Tensor c = a + b;
  const Tensor d = c + a;
  backward(d, gradus::ones({2, 2}));
  expect_all("gradient of a + b + a for a", a.grad().to_vector(), {2, 2, 2, 2});
  expect_all("gradient of a + b + a for b", b.grad().to_vector(), {1, 1, 1, 1});
  EXPECT_EQ(to_string(a.grad()), "[[2. 2.]\n [2. 2.]]");
}

TEST(Engine, ADenseLayer) {
  const auto dense = [](const Tensor& x, const Tensor& w, const Tensor& b,
                        const std::string& activation) {
    const Tensor z = matmul(w, x) + b;
    if (activation == "relu") return relu(z);
    if (activation == "sigmoid") return sigmoid(z);
    return z;
  };
  // The gradients of the sum of its results for x, w and b, one after the other.
  const auto gradients = [&](const std::string& activation) {
    Tensor w = Tensor::of({1, -1, 2, 0}, {2, 2}, float64).requires_grad(true);
    Tensor x = Tensor::of({3, 5}, {2, 1}, float64).requires_grad(true);
    Tensor b = Tensor::of({0.5, -1}, {2, 1}, float64).requires_grad(true);
    const Tensor y = dense(x, w, b, activation);
    backward(sum(y));
    std::vector<double> all = y.to_vector();
    for (const Tensor& leaf : {x, w, b})
      for (double value : leaf.grad().to_vector()) all.push_back(value);
    return all;
  };
  expect_all("linear layer: result, gradients for x, w and b", gradients("linear"),
             {-1.5, 5, 1 + 2, -1, 3, 5, 3, 5, 1, 1});
  expect_all("relu layer", gradients("relu"), {0, 5, 2, 0, 0, 0, 3, 5, 0, 1});
  const double s = 1 / (1 + std::exp(1.5)), t = 1 / (1 + std::exp(-5.0)), ds = s * (1 - s),
               dt = t * (1 - t);
  expect_all("sigmoid layer", gradients("sigmoid"),
             {s, t, ds + 2 * dt, -ds, 3 * ds, 5 * ds, 3 * dt, 5 * dt, ds, dt});
}

TEST(Engine, SoftmaxOfExpAndSum) {
  const Tensor e = exp(Tensor::of({1, 2, 3, 4, 5, 6, 7, 8}, {2, 4}, float64));
  const Tensor softmax = e / sum(e, {1}, true);
  expect_all("softmax by exp and sum", softmax.to_vector(),
             {0.0320586, 0.08714432, 0.23688282, 0.64391426, 0.0320586, 0.08714432, 0.23688282,
              0.64391426},
             1e-8);
  EXPECT_EQ(to_string(softmax),
            "[[0.0320586  0.08714432 0.23688282 0.64391426]\n"
            " [0.0320586  0.08714432 0.23688282 0.64391426]]");
}

TEST(Engine, BadInputIsNamed) {
  const Tensor a = gradus::ones({2, 3}), cube = gradus::ones({2, 3, 4}), one = gradus::ones({});
  EXPECT_EQ(message([&] { a* gradus::ones({2}); }).substr(0, 57),
            "mul: shapes do not broadcast: [2, 3] and [2] (3 against 2");
  EXPECT_EQ(message([&] { matmul(a, a); }), "matmul: inner sizes differ: [2, 3] x [2, 3] (3 != 2)");
  EXPECT_EQ(message([&] { matmul(a, one); }),
            "matmul: [2, 3] x []: a single number is no matrix; use * instead");
  EXPECT_EQ(message([&] { sum(a, {2}); }),
            "sum: there is no axis 2 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([&] { mean(a, {0, 0}); }), "mean: axis 0 appears twice in [0, 0]");
  EXPECT_EQ(message([&] { argmax(one, -1); }),
            "argmax: there is no axis -1 in a tensor of rank 0; a single number has no axes");
  EXPECT_EQ(message([&] { reshape(a, {4, -1}); }), "reshape: 6 elements do not fill [4, -1]");
  EXPECT_EQ(message([&] { t(cube); }),
            "t: transposes matrices; [2, 3, 4] has 3 axes; use transpose or permute");
  EXPECT_EQ(message([&] { flatten(cube, 2, 1); }), "flatten: first axis 2 comes after last axis 1");
  EXPECT_EQ(message([&] { transpose(a, 0, 2); }),
            "transpose: there is no axis 2 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([&] { a.size(5); }),
            "size: there is no axis 5 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([] {
              Tensor::of({1, 2}, {3});
            }),
            "array: 2 values do not fill [3] (3 elements)");
  EXPECT_EQ(message([] { gradus::arange(0, 1, 0); }), "arange: the step is 0");
  EXPECT_EQ(message([&] { a.data<double>(); }),
            "data: the elements are float32, not float64; convert them with to(float64) first");
  EXPECT_EQ(message([] { gradus::zeros({2, -1}); }), "shape: [2, -1] has a negative size");
  // No element, and strides that no number holds.
  EXPECT_EQ(message([] {
              gradus::zeros({0, gradus::Index{1} << 40, gradus::Index{1} << 40});
            }),
            "shape: [0, 1099511627776, 1099511627776] has more elements than any memory holds");
}
