#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::check_second_derivatives;
using gradus::float64;
using gradus::GradientReport;
using gradus::hessian_vector_product;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::TensorFunction;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

namespace {

Tensor tensor(const Numbers& values, const Shape& shape) {
  return Tensor::of(values, shape, float64);
}

std::string text(const GradientReport& report) {
  std::ostringstream out;
  out << report;
  return out.str();
}

// H v by differences of gradients along v.
Numbers by_differences(const TensorFunction& f, const Tensor& x, const Tensor& v) {
  const double h = 1e-5;
  const auto gradient_at = [&](const Tensor& where) {
    const Tensor leaf = where.detach().requires_grad(true);
    return gradus::grad(f({leaf}), {leaf})[0];
  };
  return ((gradient_at(x + h * v) - gradient_at(x - h * v)) / (2 * h)).to_vector();
}

}  // namespace

TEST(SecondDerivatives, GradientsAreInTheGraph) {
  const Tensor x = tensor({2, -1}, {2}).requires_grad(true);
  const Tensor gradient = gradus::differentiable_gradients(
      [](const Tensors& in) { return sum(in[0] * in[0] * in[0]); }, {x})[0];
  expect_all("the gradient of sum(x^3) at (2, -1)", gradient.to_vector(), Numbers{12, 3});
  EXPECT_TRUE(gradient.requires_grad())
      << "Likely cause: the gradient is a constant; ask backward to record itself";
}

TEST(SecondDerivatives, UpstreamIsUsed) {
  const Tensor x = tensor({2, -1}, {2}).requires_grad(true), u = tensor({10, 100}, {2});
  const TensorFunction square = [](const Tensors& in) { return in[0] * in[0]; };
  const Tensor gradient = gradus::differentiable_gradients(square, {x}, u)[0];
  expect_all("the gradient of 10 x0^2 + 100 x1^2 at (2, -1)", gradient.to_vector(),
             Numbers{40, -200});
}

TEST(SecondDerivatives, OfASquareForm) {
  // f = x . A x / 2 with A = [[2, 1, 0], [1, 3, -1], [0, -1, 4]] has the Hessian A everywhere.
  const Tensor a = tensor({2, 1, 0, 1, 3, -1, 0, -1, 4}, {3, 3});
  const auto f = [&](const Tensors& x) { return matmul(x[0], matmul(a, x[0])) * 0.5; };
  const Tensor x = tensor({1, 2, -1}, {3}), v = tensor({1, -1, 2}, {3});
  expect_all("A (1, -1, 2)", hessian_vector_product(f, x, v).to_vector(), Numbers{1, -4, 9})
      .if_equal({4, -8, -12},
                "this is the gradient times v, element by element; differentiate g . v")
      .if_equal({3, 3, 3}, "this is H (1, 1, 1): v has not been used")
      .if_equal({3, -3, 6},
                "this is H (1, 1, 1), times v; v belongs to g, before g . v is "
                "differentiated")
      .if_equal({4, 8, -6}, "this is the gradient itself; differentiate it once more")
      .if_equal({0, 0, 0}, "all zeros: the gradient did not depend on x any more");
  expect_all("the Hessian's first column",
             hessian_vector_product(f, x, tensor({1, 0, 0}, {3})).to_vector(), Numbers{2, 1, 0});
}

TEST(SecondDerivatives, AgreeWithDifferences) {
  Draw draw("hessian");
  const auto f = [](const Tensors& x) {
    return sum(tanh(matmul(x[0], transpose(x[0], 0, 1))) + exp(x[0] * 0.3) / (x[0] * x[0] + 1.0));
  };
  for (int sample = 0; sample < 10; ++sample) {
    const Tensor x(draw_array(draw, {4, 4})), v(draw_array(draw, {4, 4}));
    expect_all("H v", hessian_vector_product(f, x, v).to_vector(), by_differences(f, x, v), 1e-6);
  }
}

TEST(SecondDerivatives, SymmetricInItsTwoDirections) {
  // v . H w = w . H v
  Draw draw("symmetry");
  const auto f = [](const Tensors& x) { return sum(exp(x[0]) * sum(x[0]) * sigmoid(x[0])); };
  for (int sample = 0; sample < 10; ++sample) {
    const Shape shape = draw.shape(3, false);
    const Tensor x(draw_array(draw, shape)), v(draw_array(draw, shape)), w(draw_array(draw, shape));
    expect("v . H w", sum(v * hessian_vector_product(f, x, w)).item(),
           sum(w * hessian_vector_product(f, x, v)).item(), 1e-12);
  }
}

TEST(SecondDerivatives, LinearFunctionsHaveNone) {
  const auto f = [](const Tensors& x) { return sum(x[0] * 3.0); };
  const auto r = [](const Tensors& x) { return sum(relu(x[0])); };
  const Tensor x = tensor({1, -2}, {2}), v = tensor({5, 7}, {2});
  expect_all("H v of 3x", hessian_vector_product(f, x, v).to_vector(), Numbers{0, 0});
  expect_all("H v of relu", hessian_vector_product(r, x, v).to_vector(), Numbers{0, 0});
}

TEST(SecondDerivatives, TheCheckPassesWhatIsRight) {
  Draw draw("second check");
  for (int sample = 0; sample < 10; ++sample) {
    const Shape shape = draw.shape(3);
    const Tensors inputs = {Tensor(draw_array(draw, shape)),
                            Tensor(draw_array(draw, gradus::testing::draw_smaller(draw, shape)))};
    const GradientReport report = check_second_derivatives(
        [](const Tensors& x) { return tanh(x[0] * x[1]) + exp(x[1]) * x[0]; }, inputs);
    EXPECT_TRUE(report.passed()) << text(report);
    EXPECT_EQ(report.checked, 2 * inputs[0].numel() + inputs[1].numel())
        << "every element of both inputs and of the upstream gradient";
  }
}

TEST(SecondDerivatives, TheCheckFindsARuleThatCannotBeDifferentiated) {
  // The gradient is right; but it is computed from a constant, and so its own gradient is lost.
  static const gradus::Rule detaches{
      "square", &gradus::ops::exp, 0, 1,
      [](gradus::BackwardCall& call) { call.give(0, call.grad() * call.output().detach()); }};
  const Tensor x = tensor({0.5, 1}, {2});
  const auto f = [](const Tensors& in) { return apply(detaches, {&in[0]}); };
  EXPECT_TRUE(gradus::check_gradients(f, {x}).passed());
  const GradientReport report = check_second_derivatives(f, {x});
  EXPECT_EQ(report.errors.size(), 2U) << text(report);
}

TEST(SecondDerivatives, LeaveNothingBehind) {
  const std::int64_t before = gradus::live_nodes();
  {
    const auto f = [](const Tensors& x) { return sum(exp(x[0]) * x[0]); };
    hessian_vector_product(f, tensor({1, 2}, {2}), tensor({1, 1}, {2}));
    check_second_derivatives(f, {tensor({1, 2}, {2})});
  }
  EXPECT_EQ(gradus::live_nodes(), before);
}
