#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/matmul.h>

namespace gradus {
namespace {

const Rule exp_rule{"exp", &ops::exp, 0, 1, [](BackwardCall& call) {
                      // exercise: rules/exp
                      //| The derivative of exp is exp, which the forward pass computed already: call.output().
                      call.give(0, call.grad() * call.output());
                      // end exercise
                    }};

const Rule tanh_rule{"tanh", &ops::tanh, 0, 1, [](BackwardCall& call) {
                       // exercise: rules/tanh
                       //| With y = tanh(x): dy/dx = 1 - y^2.
                       const Tensor y = call.output();
                       call.give(0, call.grad() * (1.0 - y * y));
                       // end exercise
                     }};

const Rule add_rule{"add", &ops::add, 0, 0, [](BackwardCall& call) {
                      call.give(0, call.grad());
                      call.give(1, call.grad());
                    }};

const Rule sub_rule{"sub", &ops::sub, 0, 0, [](BackwardCall& call) {
                      call.give(0, call.grad());
                      if (call.needs(1)) call.give(1, -call.grad());
                    }};

const Rule mul_rule{"mul", &ops::mul, 3, 0, [](BackwardCall& call) {
                      // exercise: rules/mul
                      //| d(a b)/da = b and d(a b)/db = a. Compute a gradient only where call.needs(i) says that somebody
                      //| wants it.
                      if (call.needs(0)) call.give(0, call.grad() * call.input(1));
                      if (call.needs(1)) call.give(1, call.grad() * call.input(0));
                      // end exercise
                    }};

const Rule div_rule{"div", &ops::div, 3, 0, [](BackwardCall& call) {
                      // exercise: rules/div
                      //| d(a / b)/da = 1 / b and d(a / b)/db = -a / b^2. The square of a tiny b is 0: better divide twice.
                      const Tensor a = call.input(0), b = call.input(1);
                      if (call.needs(0)) call.give(0, call.grad() / b);
                      if (call.needs(1)) call.give(1, -(call.grad() / b) * (a / b));
                      // end exercise
                    }};

const Rule matmul_rule{"matmul", &ops::matmul, 3, 0, [](BackwardCall& call) {
                         // exercise: rules/matmul
                         //| For c = a b with upstream gradient g: dL/da = g b^T and dL/db = a^T g. Check with the shapes:
                         //| only one order fits. transpose(x, -2, -1) swaps the last two axes.
                         if (call.needs(0))
                           call.give(0, matmul(call.grad(), transpose(call.input(1), -2, -1)));
                         if (call.needs(1))
                           call.give(1, matmul(transpose(call.input(0), -2, -1), call.grad()));
                         // end exercise
                       }};

}  // namespace

std::pair<Tensor, Tensor> alike(const Tensor& a, const Tensor& b, const char* operation) {
  const DType dtype = result_type(a, b);
  const Shape shape = broadcast_shapes(a.shape(), b.shape(), operation);
  return {expand(to(a, dtype), shape), expand(to(b, dtype), shape)};
}

Tensor apply_broadcast(const Rule& rule, const Tensor& a, const Tensor& b) {
  if (a.shape() == b.shape() && a.dtype() == b.dtype()) return apply(rule, {&a, &b});
  const auto [left, right] = alike(a, b, rule.name);
  return apply(rule, {&left, &right});
}

Tensor apply_floating(const Rule& rule, const Tensor& x) {
  if (info(x.dtype()).is_floating_point) return apply(rule, {&x});
  const Tensor converted = to(x, float32);
  return apply(rule, {&converted});
}

Tensor add(const Tensor& a, const Tensor& b) { return apply_broadcast(add_rule, a, b); }
Tensor sub(const Tensor& a, const Tensor& b) { return apply_broadcast(sub_rule, a, b); }
Tensor mul(const Tensor& a, const Tensor& b) { return apply_broadcast(mul_rule, a, b); }
Tensor div(const Tensor& a, const Tensor& b) {
  const bool whole = !info(result_type(a, b)).is_floating_point;
  return apply_broadcast(div_rule, whole ? to(a, float32) : a, b);
}
Tensor exp(const Tensor& x) { return apply_floating(exp_rule, x); }
Tensor tanh(const Tensor& x) { return apply_floating(tanh_rule, x); }

Tensor matmul(const Tensor& a, const Tensor& b) {
  if (a.dim() == 2 && b.dim() == 2) return apply(matmul_rule, {&a, &b});
  if (a.dim() == 0 || b.dim() == 0)
    fail("matmul: ", a.shape(), " x ", b.shape(), ": a single number is no matrix; use * instead");
  if (a.dim() == 1) return squeeze(matmul(unsqueeze(a, 0), b), b.dim() == 1 ? 0 : -2);
  if (b.dim() == 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  Shape batch_a = a.shape(), batch_b = b.shape();
  for (Shape* shape : {&batch_a, &batch_b})
    for (int i = 0; i < 2; ++i) shape->erase(shape->rank() - 1);
  Shape shape_a = broadcast_shapes(batch_a, batch_b, "matmul"), shape_b = shape_a;
  for (int i = 2; i > 0; --i) {
    shape_a.push_back(a.size(-i));
    shape_b.push_back(b.size(-i));
  }
  const Tensor left = expand(a, shape_a), right = expand(b, shape_b);
  return apply(matmul_rule, {&left, &right});
}

}  // namespace gradus
