#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

#include "in_place.h"

namespace gradus {
namespace {

bool wants_graph(const Tensor& x) { return grad_enabled() && x.requires_grad(); }

// The right side, which must fit into x, in memory of its own.
Tensor right_side(const char* name, const Tensor& x, const Tensor& other) {
  if (!(broadcast_shapes(x.shape(), other.shape(), name) == x.shape()))
    fail(name, ": ", other.shape(), " does not fit into ", x.shape(),
         "; in place only the right side is broadcast");
  return x.array().storage == other.array().storage ? clone(other) : other;
}

// x = f(x, other), where `op` is f on arrays that are alike.
Tensor binary(const char* name, const Operation& op, Tensor (*f)(const Tensor&, const Tensor&),
              const Tensor& x, const Tensor& other) {
  const bool recording = wants_graph(x) || wants_graph(other);
  const Tensor right = right_side(name, x, other);
  if (!recording && x.dtype() == right.dtype() && info(x.dtype()).is_floating_point) {
    check_writable(name, x, recording);
    const Tensor wide = expand(right, x.shape());
    run_into(op, {&x.array(), &wide.array()}, {&x.array()});
    keep_place(x);
    return x;
  }
  return change(
      name, x, [&](const Tensor& before) { return f(before, right); }, recording);
}

// x = scale * x + shift
Tensor with_number(const char* name, const Tensor& x, Scalar scale, Scalar shift) {
  const bool recording = wants_graph(x);
  if (!recording && info(x.dtype()).is_floating_point) {
    check_writable(name, x, recording);
    run_into(ops::affine, {&x.array()}, {&x.array()}, AffineAttributes{scale, shift});
    keep_place(x);
    return x;
  }
  return change(
      name, x, [&](const Tensor& before) { return affine(before, scale, shift); }, recording);
}

Tensor fill(const char* name, const Tensor& x, Scalar value) {
  const Tensor everywhere = expand(number(value, x.dtype(), x.device()), x.shape());
  return change(
      name, x, [&](const Tensor&) { return everywhere; }, wants_graph(x));
}

}  // namespace

Tensor add_(const Tensor& x, const Tensor& other) {
  return binary("add_", ops::add, add, x, other);
}
Tensor sub_(const Tensor& x, const Tensor& other) {
  return binary("sub_", ops::sub, sub, x, other);
}
Tensor mul_(const Tensor& x, const Tensor& other) {
  return binary("mul_", ops::mul, mul, x, other);
}
Tensor div_(const Tensor& x, const Tensor& other) {
  return binary("div_", ops::div, div, x, other);
}
// Beside the number of the formula stand true for 1 and false for 0, which promote nothing.
Tensor add_(const Tensor& x, Scalar other) { return with_number("add_", x, true, other); }
Tensor sub_(const Tensor& x, Scalar other) { return with_number("sub_", x, true, -other); }
Tensor mul_(const Tensor& x, Scalar other) { return with_number("mul_", x, other, false); }
Tensor div_(const Tensor& x, Scalar other) {
  return with_number("div_", x, 1 / other.to<double>(), false);
}

Tensor clamp_(const Tensor& x, std::optional<Scalar> min, std::optional<Scalar> max) {
  const auto f = [&](const Tensor& before) { return clamp(before, min, max); };
  return change("clamp_", x, f, wants_graph(x));
}

Tensor fill_(const Tensor& x, Scalar value) { return fill("fill_", x, value); }
Tensor zero_(const Tensor& x) { return fill("zero_", x, false); }

Tensor copy_(const Tensor& x, const Tensor& from) {
  const bool recording = wants_graph(x) || wants_graph(from);
  const Tensor right = expand(to(right_side("copy_", x, from), x.dtype()), x.shape());
  // A node of its own: x is not `from`, only equal to it.
  return change(
      "copy_", x, [&](const Tensor&) { return recording ? clone(right) : right; }, recording);
}

}  // namespace gradus
