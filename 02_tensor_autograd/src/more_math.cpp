#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>

namespace gradus {
namespace {

const Rule neg_rule{"neg", &ops::neg, 0, 0, [](BackwardCall& call) { call.give(0, -call.grad()); }};

const Rule abs_rule{"abs", &ops::abs, 1, 0, [](BackwardCall& call) {
                      const Tensor x = call.input(0).detach();
                      call.give(0, relu_backward(call.grad(), x) - relu_backward(call.grad(), -x));
                    }};

const Rule log_rule{"log", &ops::log, 1, 0,
                    [](BackwardCall& call) { call.give(0, call.grad() / call.input(0)); }};

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
                         call.give(
                             0, affine(call.grad(), call.attributes<AffineAttributes>().scale, 0));
                       }};

// 1 where x is 0, else 0; a constant.
Tensor is_zero(const Tensor& x) {
  const Tensor at = x.detach(), one = expand(number(1, x.dtype(), x.device()), x.shape());
  return 1.0 - relu_backward(one, at) - relu_backward(one, -at);
}

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

Tensor pow(const Tensor& a, const Tensor& b) { return apply_broadcast(pow_rule, a, b); }
Tensor pow(const Tensor& a, double exponent) {
  if (exponent == 2) return mul(a, a);
  return pow(a, number(exponent, a.dtype(), a.device()));
}
Tensor affine(const Tensor& x, double scale, double shift) {
  return apply(affine_rule, {&x}, AffineAttributes{scale, shift});
}
Tensor operator/(double a, const Tensor& b) { return div(number(a, b.dtype(), b.device()), b); }
Tensor operator-(const Tensor& x) { return neg(x); }

Tensor neg(const Tensor& x) { return apply(neg_rule, {&x}); }
Tensor abs(const Tensor& x) { return apply(abs_rule, {&x}); }
Tensor log(const Tensor& x) { return apply(log_rule, {&x}); }
Tensor sqrt(const Tensor& x) { return apply(sqrt_rule, {&x}); }
Tensor sigmoid(const Tensor& x) { return apply(sigmoid_rule, {&x}); }
Tensor relu(const Tensor& x) { return apply(relu_rule, {&x}); }

Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  const Tensor total = sum(x, axes, keepdim);
  const Index count = x.numel() / std::max<Index>(total.numel(), 1);
  return total * (1.0 / static_cast<double>(count));
}

Tensor argmax(const Tensor& x, Index axis, bool keepdim) {
  return Tensor(
      run(ops::argmax, {&x.array()}, reduce_attributes({axis}, keepdim, x.dim(), "argmax")));
}

}  // namespace gradus
