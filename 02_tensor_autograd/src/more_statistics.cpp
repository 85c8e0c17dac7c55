#include "statistics.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/cumsum.h>

namespace gradus {
namespace {

extern const Rule cumsum_rule;

Tensor running_sums(const Tensor& x, const CumsumAttributes& settings) {
  return apply(cumsum_rule, {&x}, settings);
}

const Rule cumsum_rule{
    "cumsum", &ops::cumsum, 0, 0, [](BackwardCall& call) {
      const auto& settings = call.attributes<CumsumAttributes>();
      // exercise: statistics/cumsum
      //| In which running sums does x[i] count? Add up their upstream gradients.
      //| running_sums(a, {axis, reverse}) runs from the first element to the last, or with `reverse` back;
      //| `settings` are those of the forward pass.
      call.give(0, running_sums(call.grad(), {settings.axis, !settings.reverse}));
      // end exercise
    }};

// The product along an axis, which stays with size 1 and has elements.
Tensor prod_along(Tensor x, Index axis) {
  // exercise: statistics/prod
  //| Multiply the first half of the axis with the second half, slice(x, axis, start, stop), until one element is left:
  //| log2(n) products of tensors instead of n, and mul's rule gives the right gradients also where elements are 0. Where
  //| the number is odd, one element is left over; keep it for the end.
  Tensor left_over;
  while (x.size(axis) > 1) {
    const Index half = x.size(axis) / 2;
    if (x.size(axis) % 2 == 1) {
      const Tensor last = slice(x, axis, 2 * half, 2 * half + 1);
      left_over = left_over.defined() ? left_over * last : last;
    }
    x = slice(x, axis, 0, half) * slice(x, axis, half, 2 * half);
  }
  return left_over.defined() ? x * left_over : x;
  // end exercise
}

// The square root, whose gradient is 0 instead of infinite where x is 0: such an x never reaches
// it.
Tensor root(const Tensor& x) {
  const Tensor zero = eq(x, 0.0);
  return where(zero, 0.0, sqrt(where(zero, 1.0, x)));
}

}  // namespace

void need_floating(const Tensor& x, const char* operation) {
  if (!info(x.dtype()).is_floating_point)
    fail(operation, ": the elements are ", x.dtype(),
         ", the result is no whole number; convert with "
         "to(float32) first");
}

Tensor prod(const Tensor& x, const Axes& axes, bool keepdim) {
  const ReduceAttributes settings = reduce_attributes(axes, keepdim, x.dim(), "prod");
  Tensor y = info(x.dtype()).is_floating_point ? x : to(x, int64);
  for (int axis = 0; axis < x.dim(); ++axis)
    if (settings.axes >> axis & 1)  // the sum of nothing is 0
      y = x.size(axis) == 0 ? sum(y, {axis}, true) + 1 : prod_along(y, axis);
  return reshape(y, reduced_shape(x.shape(), settings));
}

Tensor cumsum(const Tensor& x, Index axis) {
  const int from_front = normalize_axis(axis, x.dim(), "cumsum");
  return running_sums(info(x.dtype()).is_floating_point ? x : to(x, int64), {from_front, false});
}

Tensor std(const Tensor& x, const Axes& axes, double correction, bool keepdim) {
  need_floating(x, "std");
  return root(var(x, axes, correction, keepdim));
}

Tensor logsumexp(const Tensor& x, const Axes& axes, bool keepdim) {
  need_floating(x, "logsumexp");
  const ReduceAttributes reduced = reduce_attributes(axes, keepdim, x.dim(), "logsumexp");
  if (x.numel() == 0) return log(sum(exp(x), axes, keepdim));
  Tensor y;
  // exercise: statistics/logsumexp
  //| y = log(sum(exp(x))) along the axes, which it keeps with size 1. exp(x) overflows soon, but log(sum(exp(x))) =
  //| m + log(sum(exp(x - m))) for any m, and with the largest element for m no exponent is above 0. It is a constant for
  //| the gradient: x.detach(). What is x - m where all elements are -infinity? where(isfinite(m), m, 0.0) helps.
  const Tensor largest = max(x.detach(), axes, true);
  const Tensor shift = where(isfinite(largest), largest, 0.0);
  y = log(sum(exp(x - shift), axes, true)) + shift;
  // end exercise
  return reshape(y, reduced_shape(x.shape(), reduced));
}

Tensor norm(const Tensor& x, const Axes& axes, bool keepdim) {
  need_floating(x, "norm");
  return root(sum(square(x), axes, keepdim));
}

Tensor any(const Tensor& x, const Axes& axes, bool keepdim) {
  reduce_attributes(axes, keepdim, x.dim(), "any");  // before sum complains in its own name
  return sum(ne(x, 0), axes, keepdim) > 0;
}
Tensor all(const Tensor& x, const Axes& axes, bool keepdim) {
  reduce_attributes(axes, keepdim, x.dim(), "all");
  return eq(sum(eq(x, 0), axes, keepdim), 0);
}

}  // namespace gradus
