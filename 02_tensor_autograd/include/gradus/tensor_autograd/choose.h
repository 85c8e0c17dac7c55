#pragma once
#include <gradus/tensor_autograd/compare.h>

#include <optional>

namespace gradus {

/// Operations that choose, element by element, which of several numbers the result is. The gradient
/// goes where the number came from, and the others get 0.

/// a where the condition holds, else b; the three are broadcast, a and b converted to one dtype.
/// What stands in the branch that was not taken has no effect, not even NaN: neither on the result
/// nor on the gradient, which is g in the branch taken and 0 in the other one.
/// @param condition bool
/// @throws Error for a condition of another dtype
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
/// The same with a number.
Tensor where(const Tensor& condition, Scalar a, const Tensor& b);
/// The same with a number.
Tensor where(const Tensor& condition, const Tensor& a, Scalar b);

/// The larger one of `a` and `b`; NaN where one of them is NaN. Gradient: g to the larger one;
/// where both are equal, g / 2 to each; where one is NaN, g to each.
Tensor maximum(const Tensor& a, const Tensor& b);
Tensor maximum(const Tensor& a, Scalar b);
/// The smaller one of `a` and `b`, likewise.
Tensor minimum(const Tensor& a, const Tensor& b);
Tensor minimum(const Tensor& a, Scalar b);

/// min(max(x, min), max), either of which may be left out: `clamp(x, 0, {})`. NaN stays NaN.
/// Gradient: g where min <= x <= max, else 0.
Tensor clamp(const Tensor& x, std::optional<Scalar> min, std::optional<Scalar> max = {});

}  // namespace gradus
