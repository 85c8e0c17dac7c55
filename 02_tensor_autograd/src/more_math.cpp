#include <gradus/common/error.h>
#include <gradus/tensor_autograd/compare.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/extremes.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gradus {
namespace {

constexpr double kPi = std::numbers::pi;

const Rule neg_rule{"neg", &ops::neg, 0, 0, [](BackwardCall& call) { call.give(0, -call.grad()); }};

const Rule abs_rule{"abs", &ops::abs, 1, 0, [](BackwardCall& call) {
                      call.give(0, call.grad() * sign(call.input(0).detach()));
                    }};

const Rule sign_rule{"sign", &ops::sign, 0, 0, [](BackwardCall& call) {
                       const NodeOutput& input = call.input_info(0);
                       call.give(0, expand(number(0, input.dtype, input.device), input.shape));
                     }};

const Rule log_rule{"log", &ops::log, 1, 0,
                    [](BackwardCall& call) { call.give(0, call.grad() / call.input(0)); }};

const Rule log1p_rule{"log1p", &ops::log1p, 1, 0,
                      [](BackwardCall& call) { call.give(0, call.grad() / (1 + call.input(0))); }};

const Rule reciprocal_rule{"reciprocal", &ops::reciprocal, 0, 1, [](BackwardCall& call) {
                             const Tensor y = call.output();
                             call.give(0, -(call.grad() * y) * y);
                           }};

const Rule sin_rule{"sin", &ops::sin, 1, 0,
                    [](BackwardCall& call) { call.give(0, call.grad() * cos(call.input(0))); }};

const Rule cos_rule{"cos", &ops::cos, 1, 0,
                    [](BackwardCall& call) { call.give(0, call.grad() * -sin(call.input(0))); }};

const Rule erf_rule{"erf", &ops::erf, 1, 0, [](BackwardCall& call) {
                      const Tensor slope = exp(-square(call.input(0))) * (2 / std::sqrt(kPi));
                      call.give(0, call.grad() * slope);
                    }};

const Rule sqrt_rule{"sqrt", &ops::sqrt, 0, 1,
                     [](BackwardCall& call) { call.give(0, call.grad() / (2.0 * call.output())); }};

const Rule sigmoid_rule{"sigmoid", &ops::sigmoid, 0, 1, [](BackwardCall& call) {
                          const Tensor y = call.output();
                          call.give(0, call.grad() * (y * (1.0 - y)));
                        }};

const Rule relu_rule{"relu", &ops::relu, 0, 1, [](BackwardCall& call) {
                       call.give(0, relu_backward(call.grad(), call.output().detach()));
                     }};

// The second input only chooses where the gradient passes; its own gradient is 0 almost everywhere.
const Rule relu_backward_rule{"relu_backward", &ops::relu_backward, 2, 0, [](BackwardCall& call) {
                                call.give(0, relu_backward(call.grad(), call.input(1)));
                                if (call.needs(1)) {
                                  const NodeOutput& output = call.input_info(1);
                                  const Tensor zero = number(0, output.dtype, output.device);
                                  call.give(1, expand(zero, output.shape));
                                }
                              }};

const Rule affine_rule{"affine", &ops::affine, 0, 0, [](BackwardCall& call) {
                         call.give(0, call.grad() * call.attributes<AffineAttributes>().scale);
                       }};

// 1 where x is 0, else 0; a constant.
Tensor is_zero(const Tensor& x) { return to(eq(x, 0), x.dtype()); }

// Where a is 0, another base stands in for it, so that b a^(b-1) for b = 0 and a^b log(a) are 0
// instead of 0 * infinity.
const Rule pow_rule{"pow", &ops::pow, 3, 1, [](BackwardCall& call) {
                      const Tensor a = call.input(0), b = call.input(1);
                      const Tensor zero = is_zero(a);
                      if (call.needs(0))
                        call.give(0, call.grad() * b * pow(a + zero * is_zero(b), b - 1.0));
                      if (call.needs(1)) call.give(1, call.grad() * call.output() * log(a + zero));
                    }};

}  // namespace

Tensor relu_backward(const Tensor& upstream, const Tensor& output) {
  return apply(relu_backward_rule, {&upstream, &output});
}

DType result_type(const Tensor& a, const Tensor& b) { return result_type(a.array(), b.array()); }
DType result_type(const Tensor& a, Scalar b) { return result_type(a.array(), b); }

Tensor as_tensor(Scalar value, const Tensor& beside) {
  return number(value, result_type(beside, value), beside.device());
}

Tensor pow(const Tensor& a, const Tensor& b) { return apply_broadcast(pow_rule, a, b); }
Tensor pow(const Tensor& a, Scalar exponent) {
  const auto e = exponent.to<double>();
  if (e == 2 || e == 3) {
    const Tensor base = to(a, result_type(a, exponent)), squared = square(base);
    return e == 2 ? squared : squared * base;
  }
  return pow(a, as_tensor(exponent, a));
}
Tensor affine(const Tensor& x, Scalar scale, Scalar shift) {
  const AffineAttributes settings{scale, shift};
  if (info(x.dtype()).is_floating_point) return apply(affine_rule, {&x}, settings);
  const Operand numbers(promote_types(scale.dtype(), shift.dtype()), 0);
  const Tensor converted = to(x, result_type(x.array(), numbers));
  return apply(affine_rule, {&converted}, settings);
}
Tensor operator/(Scalar a, const Tensor& b) {
  const Tensor one_over_b = reciprocal(b);
  return a.to<double>() == 1 ? one_over_b : one_over_b * a;
}
Tensor operator-(const Tensor& x) { return neg(x); }

Tensor neg(const Tensor& x) { return apply(neg_rule, {&x}); }
Tensor abs(const Tensor& x) { return apply(abs_rule, {&x}); }
Tensor sign(const Tensor& x) { return apply(sign_rule, {&x}); }
Tensor square(const Tensor& x) { return mul(x, x); }
Tensor relu(const Tensor& x) { return apply(relu_rule, {&x}); }
Tensor log(const Tensor& x) { return apply_floating(log_rule, x); }
Tensor log1p(const Tensor& x) { return apply_floating(log1p_rule, x); }
Tensor sqrt(const Tensor& x) { return apply_floating(sqrt_rule, x); }
Tensor reciprocal(const Tensor& x) { return apply_floating(reciprocal_rule, x); }
Tensor rsqrt(const Tensor& x) { return reciprocal(sqrt(x)); }
Tensor sin(const Tensor& x) { return apply_floating(sin_rule, x); }
Tensor cos(const Tensor& x) { return apply_floating(cos_rule, x); }
Tensor sigmoid(const Tensor& x) { return apply_floating(sigmoid_rule, x); }
Tensor erf(const Tensor& x) { return apply_floating(erf_rule, x); }

Tensor gelu(const Tensor& x, std::string_view approximate) {
  if (approximate == "none") return x * affine(erf(x * std::sqrt(0.5)), 0.5, 0.5);
  if (approximate != "tanh")
    fail("gelu: there is no approximation \"", approximate, "\"; there are: none, tanh");
  const Tensor inner = x * affine(square(x), 0.044715, 1);
  return x * affine(tanh(inner * std::sqrt(2 / kPi)), 0.5, 0.5);
}

Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  if (!info(x.dtype()).is_floating_point)
    fail("mean: the elements are ", x.dtype(),
         ", the result is no whole number; convert with "
         "to(float32) first");
  const Index count = count_along(x.shape(), axes, "mean");
  return sum(x, axes, keepdim) / as_tensor(count, x);
}

namespace {
Tensor place_of(const Operation& op, const Tensor& x, std::optional<Index> axis, bool keepdim) {
  const Array flat = axis ? x.array() : reshape(x.detach(), {-1}).array();
  const Array places = run(
      op, {&flat}, reduce_attributes({axis.value_or(0)}, keepdim && axis, flat.rank(), op.name()));
  return axis || !keepdim ? Tensor(places) : reshape(Tensor(places), Shape::filled(x.dim(), 1));
}
}  // namespace

Tensor argmax(const Tensor& x, std::optional<Index> axis, bool keepdim) {
  return place_of(ops::argmax, x, axis, keepdim);
}
Tensor argmin(const Tensor& x, std::optional<Index> axis, bool keepdim) {
  return place_of(ops::argmin, x, axis, keepdim);
}

}  // namespace gradus
