#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::matmul;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::draw_smaller;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

using Values = std::vector<double>;
using Tensors = std::vector<Tensor>;
using Function = std::function<Tensor(const Tensors&)>;

// The gradients of f for each input, one after the other, or the error that was thrown instead.
struct Outcome {
  Values values;
  std::string error;
  bool says(const std::string& part) const { return error.find(part) != std::string::npos; }
};

Outcome gradients(const Function& f, const Tensors& inputs, const Values& upstream) {
  try {
    Tensors leaves;
    for (const Tensor& input : inputs) leaves.push_back(input.detach().requires_grad(true));
    const Tensor y = f(leaves);
    backward(y, Tensor::of(upstream, y.shape(), float64));
    Values all;
    for (const Tensor& leaf : leaves)
      for (double value : leaf.grad().to_vector()) all.push_back(value);
    return {all, ""};
  } catch (const gradus::Error& error) {
    return {{}, error.what()};
  }
}

Tensor tensor(const Values& values, const Shape& shape) {
  return Tensor::of(values, shape, float64);
}

// Applies a function of two numbers to every pair that broadcasting brings together.
Values pairs(const Tensor& a, const Tensor& b, const std::function<double(double, double)>& f) {
  const Shape shape = gradus::broadcast_shapes(a.shape(), b.shape(), "test");
  const auto wide = [&](const Tensor& x) {
    return to_vector<double>(x.array().with(gradus::views::expand(x.array().layout, shape)));
  };
  const Values left = wide(a), right = wide(b);
  Values result;
  for (std::size_t i = 0; i < left.size(); ++i) result.push_back(f(left[i], right[i]));
  return result;
}

// Adds up, for every element of x, what belongs to its readings in a tensor of shape `large`.
Values gathered(const Tensor& x, const Shape& large, const Values& readings) {
  Values places;
  for (Index i = 0; i < x.numel(); ++i) places.push_back(static_cast<double>(i));
  const gradus::Array numbered = tensor(places, x.shape()).array();
  const Values read =
      to_vector<double>(numbered.with(gradus::views::expand(numbered.layout, large)));
  Values result(static_cast<std::size_t>(x.numel()));
  for (std::size_t i = 0; i < read.size(); ++i)
    result[static_cast<std::size_t>(read[i])] += readings[i];
  return result;
}

using Two = std::function<double(double, double)>;

// A function of two tensors against its derivatives, broadcast both ways.
void check_binary(const std::string& name, const Function& f, const Two& da, const Two& db,
                  bool positive = false) {
  Draw draw(name);
  for (int sample = 0; sample < 30; ++sample) {
    const Shape large = draw.shape(4), small = draw_smaller(draw, large);
    Tensors inputs{Tensor(draw_array(draw, large)), Tensor(draw_array(draw, small))};
    if (draw.chance(0.5)) std::swap(inputs[0], inputs[1]);
    if (positive)
      for (Tensor& input : inputs) input = abs(input) + 0.3;
    const Values upstream = draw.normals(numel(large));
    Values for_a = pairs(inputs[0], inputs[1], da), for_b = pairs(inputs[0], inputs[1], db);
    for (std::size_t i = 0; i < upstream.size(); ++i) {
      for_a[i] *= upstream[i];
      for_b[i] *= upstream[i];
    }
    Values expected = gathered(inputs[0], large, for_a);
    for (double value : gathered(inputs[1], large, for_b)) expected.push_back(value);
    const Outcome actual = gradients(f, inputs, upstream);
    expect_all("gradients of " + to_string(inputs[0].shape()) + " " + name + " " +
                   to_string(inputs[1].shape()),
               actual.values, expected, 1e-11)
        .if_true(!actual.error.empty(), "it threw: " + actual.error);
  }
}

void check_unary(const std::string& name, const Function& f,
                 const std::function<double(double)>& derivative, bool positive = false) {
  Draw draw(name);
  for (int sample = 0; sample < 30; ++sample) {
    Tensor x(draw_array(draw, draw.shape()));
    if (positive) x = abs(x) + 0.3;
    const Values at = x.to_vector(), upstream = draw.normals(x.numel());
    Values expected;
    for (std::size_t i = 0; i < at.size(); ++i) expected.push_back(upstream[i] * derivative(at[i]));
    const Outcome actual = gradients(f, {x}, upstream);
    expect_all("gradient of " + name, actual.values, expected, 1e-11)
        .if_true(!actual.error.empty(), "it threw: " + actual.error);
  }
}

int kernels_run = 0;
void count_kernel(const gradus::Operation&, const gradus::KernelEntry&, const gradus::KernelCall&) {
  ++kernels_run;
}

}  // namespace

TEST(Rules, Exp) {
  const Function f = [](const Tensors& x) { return exp(x[0]); };
  const double e = std::exp(1.0);
  const Outcome at_1 = gradients(f, {tensor({0, 1}, {2})}, {3, 5});
  expect_all("gradient of exp at [0, 1], upstream [3, 5]", at_1.values, {3, 5 * e})
      .if_equal({1, e}, "that is exp alone: the chain rule multiplies it by the upstream gradient")
      .if_equal({0, 5}, "that is the gradient times x; the derivative of exp is exp")
      .if_true(at_1.says("did not save"), "exp's rule keeps its output, not its input");
  check_unary("exp", f, [](double x) { return std::exp(x); });
}

TEST(Rules, Tanh) {
  const Function f = [](const Tensors& x) { return tanh(x[0]); };
  const double y = std::tanh(0.5);
  expect_all("gradient of tanh at [0, 0.5], upstream [3, 5]",
             gradients(f, {tensor({0, 0.5}, {2})}, {3, 5}).values, {3, 5 * (1 - y * y)})
      .if_equal({3, 5 * (1 - y)}, "that is 1 - y; the derivative is 1 - y^2")
      .if_equal({1, 1 - y * y}, "the upstream gradient is missing")
      .if_equal({0, 5 * y * (1 - y)}, "that is the derivative of sigmoid");
  check_unary("tanh", f, [](double x) { return 1 - std::tanh(x) * std::tanh(x); });
}

TEST(Rules, Mul) {
  const Function f = [](const Tensors& x) { return x[0] * x[1]; };
  expect_all("gradients of a * b at a = 2, b = 3, upstream 10",
             gradients(f, {tensor({2}, {1}), tensor({3}, {1})}, {10}).values, {30, 20})
      .if_equal({20, 30},
                "a and b are exchanged: the product moves with a as fast as b says, and the other "
                "way round")
      .if_equal({3, 2}, "the upstream gradient is missing")
      .if_equal({10, 10}, "these are the gradients of the sum");
  check_binary(
      "*", f, [](double, double b) { return b; }, [](double a, double) { return a; });
}

TEST(Rules, NothingIsComputedForConstants) {
  const Tensor k = tensor({3, 4}, {2});
  const Tensor a = tensor({1, 2}, {2}).requires_grad(true);
  const Tensor product = a * k;
  kernels_run = 0;
  const auto before = gradus::set_record_hook(count_kernel);
  gradus::grad(product, {a}, k);
  gradus::set_record_hook(before);
  expect("how many kernels the backward pass of a * constant ran", kernels_run, 1)
      .if_equal(2,
                "the gradient of the constant was computed, too; call.needs(i) says who wants "
                "one");
}

TEST(Rules, Div) {
  const Function f = [](const Tensors& x) { return x[0] / x[1]; };
  const Outcome quotient = gradients(f, {tensor({3}, {1}), tensor({2}, {1})}, {8});
  expect_all("gradients of a / b at a = 3, b = 2, upstream 8", quotient.values, {4, -6})
      .if_equal({4, 6}, "a growing b makes the quotient smaller: the sign of its gradient is wrong")
      .if_equal({4, -12}, "the gradient of b is -a / b^2: a square is missing")
      .if_equal({4, -2}, "the numerator is missing in the gradient of b")
      .if_true(quotient.says("no tensor"), "the denominator got no gradient at all");
  check_binary(
      "/", f, [](double, double b) { return 1 / b; },
      [](double a, double b) { return -a / (b * b); }, true);
}

namespace {

// dL/da and dL/db for L = sum(g * (a b)), from the definition, for matrices.
Values matmul_gradients(const Tensor& a, const Tensor& b, const Values& g) {
  const Index m = a.size(0), k = a.size(1), n = b.size(1);
  const Values left = a.to_vector(), right = b.to_vector();
  Values da(left.size()), db(right.size());
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j)
      for (Index l = 0; l < k; ++l) {
        const auto at_a = static_cast<std::size_t>(i * k + l),
                   at_b = static_cast<std::size_t>(l * n + j),
                   at_g = static_cast<std::size_t>(i * n + j);
        da[at_a] += g[at_g] * right[at_b];
        db[at_b] += g[at_g] * left[at_a];
      }
  da.insert(da.end(), db.begin(), db.end());
  return da;
}

}  // namespace

TEST(Rules, Matmul) {
  const Function f = [](const Tensors& x) { return matmul(x[0], x[1]); };
  const Tensor a = tensor({1, 2, 3, 4}, {2, 2}), b = tensor({5, 6, 7, 8}, {2, 2});
  const Values g = {1, 0, 0, 10};
  const Outcome square = gradients(f, {a, b}, g);
  // g b^T = [[5, 7], [60, 80]], a^T g = [[1, 30], [2, 40]]
  expect_all("gradients of [[1, 2], [3, 4]] x [[5, 6], [7, 8]], upstream [[1, 0], [0, 10]]",
             square.values, {5, 7, 60, 80, 1, 30, 2, 40})
      .if_equal({5, 6, 70, 80, 1, 20, 3, 40}, "neither matrix was transposed")
      .if_equal({5, 70, 6, 80, 1, 3, 20, 40},
                "the factors stand in the wrong order: g comes first in the gradient of a, last "
                "in that of b")
      .if_equal({5, 70, 7, 80, 1, 2, 30, 40},
                "the factors stand in the wrong order: g comes first in the gradient of a, last "
                "in that of b")
      .if_equal({5, 7, 60, 80, 2, 60, 4, 80}, "the gradient of b was handed on twice")
      .if_equal({10, 14, 120, 160, 1, 30, 2, 40}, "the gradient of a was handed on twice");
  Draw draw("matmul");
  for (int sample = 0; sample < 30; ++sample) {
    const Index m = draw.between(0, 4), k = draw.between(0, 4), n = draw.between(0, 4);
    const Tensors inputs{Tensor(draw_array(draw, {m, k})), Tensor(draw_array(draw, {k, n}))};
    const Values upstream = draw.normals(m * n);
    const Outcome actual = gradients(f, inputs, upstream);
    expect_all(
        "gradients of " + to_string(inputs[0].shape()) + " x " + to_string(inputs[1].shape()),
        actual.values, matmul_gradients(inputs[0], inputs[1], upstream), 1e-12)
        .if_true(!actual.error.empty(), "it threw: " + actual.error);
  }
}

TEST(Rules, MatmulOfBatchesAndVectors) {
  Draw draw("batches");
  const auto draw_tensor = [&](const Shape& shape) { return Tensor(draw_array(draw, shape)); };
  // A batch of matrices times one matrix is one tall matrix times it.
  const Tensor batch = draw_tensor({4, 2, 3}), matrix = draw_tensor({3, 5});
  const Values upstream = draw.normals(40);
  const Outcome batched =
      gradients([](const Tensors& x) { return matmul(x[0], x[1]); }, {batch, matrix}, upstream);
  const Outcome tall = gradients(
      [](const Tensors& x) {
        return matmul(reshape(x[0], {8, 3}), x[1]);
      },
      {batch, matrix}, upstream);
  expect_all("gradients of [4, 2, 3] x [3, 5]", batched.values, tall.values, 1e-12)
      .if_true(!batched.error.empty(), "it threw: " + batched.error);
  EXPECT_EQ(matmul(draw_tensor({2, 1, 3, 4}), draw_tensor({5, 4, 2})).shape(), Shape({2, 5, 3, 2}));
  EXPECT_EQ(matmul(draw_tensor({3}), draw_tensor({3})).shape(), Shape({}));
  EXPECT_EQ(matmul(draw_tensor({2, 3}), draw_tensor({3})).shape(), Shape({2}));
  EXPECT_EQ(matmul(draw_tensor({3}), draw_tensor({4, 3, 2})).shape(), Shape({4, 2}));
}

TEST(Rules, RulesCanBeDifferentiatedAgain) {
  const auto second = [](const Function& f, double at) {
    const Tensor x = tensor({at}, {1}).requires_grad(true), one = tensor({1}, {1});
    const Tensor first = gradus::grad(f({x}), {x}, one, {.create_graph = true})[0];
    return first.requires_grad() ? gradus::grad(first, {x}, one)[0].item() : 0.0;
  };
  expect("second derivative of exp at 1", second([](const Tensors& x) { return exp(x[0]); }, 1),
         std::exp(1.0))
      .if_equal(0, "the first derivative was a constant: was the output detached?");
  const double y = std::tanh(0.5);
  expect("second derivative of tanh at 0.5",
         second([](const Tensors& x) { return tanh(x[0]); }, 0.5), -2 * y * (1 - y * y))
      .if_equal(0, "the first derivative of tanh was a constant");
  expect("second derivative of x * x", second([](const Tensors& x) { return x[0] * x[0]; }, 3), 2);
  expect("second derivative of 1 / x at 2", second([](const Tensors& x) { return 1.0 / x[0]; }, 2),
         0.25);
  expect("second derivative of (x x^T) x for a 1 by 1 matrix at 2",
         second(
             [](const Tensors& x) {
               const Tensor m = reshape(x[0], {1, 1});
               return reshape(matmul(matmul(m, m), m), {1});
             },
             2),
         12);
}

TEST(Rules, TheOtherRules) {
  const auto one = [](auto f) { return [f](const Tensors& x) { return f(x[0]); }; };
  check_unary("neg", one([](const Tensor& x) { return -x; }), [](double) { return -1.0; });
  check_unary("abs", one([](const Tensor& x) { return abs(x); }),
              [](double x) { return x < 0 ? -1.0 : 1.0; });
  check_unary(
      "log", one([](const Tensor& x) { return log(x); }), [](double x) { return 1 / x; }, true);
  check_unary(
      "sqrt", one([](const Tensor& x) { return sqrt(x); }),
      [](double x) { return 0.5 / std::sqrt(x); }, true);
  check_unary("sigmoid", one([](const Tensor& x) { return sigmoid(x); }), [](double x) {
    const double s = 1 / (1 + std::exp(-x));
    return s * (1 - s);
  });
  check_unary("relu", one([](const Tensor& x) { return relu(x); }),
              [](double x) { return x > 0 ? 1.0 : 0.0; });
  check_unary("3 x - 2", one([](const Tensor& x) { return affine(x, 3, -2); }),
              [](double) { return 3.0; });
  check_unary("x^3", one([](const Tensor& x) { return pow(x, 3); }),
              [](double x) { return 3 * x * x; });
  check_unary(
      "5 / x", one([](const Tensor& x) { return 5.0 / x; }), [](double x) { return -5 / (x * x); },
      true);
  check_binary(
      "+", [](const Tensors& x) { return x[0] + x[1]; }, [](double, double) { return 1.0; },
      [](double, double) { return 1.0; });
  check_binary(
      "-", [](const Tensors& x) { return x[0] - x[1]; }, [](double, double) { return 1.0; },
      [](double, double) { return -1.0; });
  check_binary(
      "^", [](const Tensors& x) { return pow(x[0], x[1]); },
      [](double a, double b) { return b * std::pow(a, b - 1); },
      [](double a, double b) { return std::pow(a, b) * std::log(a); }, true);
}

TEST(Rules, NothingBecomesFloat64) {
  const Tensor x = Tensor::of({1, 2}, {2}).requires_grad(true);
  for (const Tensor& y : {x + 1, 2.5 * x, x / 3.0, 1.0 - x, 2.0 / x, pow(x, 3), exp(x), tanh(x),
                          mean(x), x * x, x / x, matmul(x, x)}) {
    EXPECT_EQ(y.dtype(), float32);
    EXPECT_EQ(gradus::grad(y, {x}, gradus::ones(y.shape()))[0].dtype(), float32);
  }
  // Beside a float64 tensor that has axes float64 is right, but the gradient comes back as float32.
  const Tensor wide = Tensor::of({1, 2}, {2}, float64), one = Tensor(1.0, float64);
  EXPECT_EQ((x + one).dtype(), float32) << "a single number makes nothing wider";
  for (const Tensor& y : {x + wide, wide * x, x / wide, pow(x, wide)}) {
    EXPECT_EQ(y.dtype(), float64);
    EXPECT_EQ(gradus::grad(y, {x}, gradus::ones({2}, float64))[0].dtype(), float32);
  }
}
