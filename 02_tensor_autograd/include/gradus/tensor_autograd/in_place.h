#pragma once
#include <gradus/tensor_autograd/choose.h>

namespace gradus {

/// Operations in place: they write into the memory of their first tensor, which all its views see,
/// and count a version of it. Shape and dtype stay: only the right side is broadcast, and a result
/// of a higher category than x holds (floating point for whole numbers) is refused.
///
/// While the graph is on and a gradient is wanted, x then stands in the graph where the result of
/// the ordinary operation would stand, and gradients are right. Refused are, with an Error:
/// - a leaf that requires a gradient, and views of one: change them under NoGrad, as an update
/// does;
/// - a constant that would become part of the graph and shares its memory with other tensors, which
///   would go on as constants;
/// - a tensor in which one element stands in several places, as expand makes them.
///
/// Views of x, or what x is a view of, are not told how their elements came about; using them in
/// the graph afterwards is an Error. What a rule saved before the change is noticed in backward.
/// Each gives x back.

Tensor add_(const Tensor& x, const Tensor& other);  ///< x = x + other
Tensor add_(const Tensor& x, Scalar other);         ///< likewise
Tensor sub_(const Tensor& x, const Tensor& other);  ///< x = x - other
Tensor sub_(const Tensor& x, Scalar other);         ///< likewise
Tensor mul_(const Tensor& x, const Tensor& other);  ///< x = x * other
Tensor mul_(const Tensor& x, Scalar other);         ///< likewise
Tensor div_(const Tensor& x, const Tensor& other);  ///< x = x / other, in floating point
Tensor div_(const Tensor& x, Scalar other);         ///< likewise
/// x = min(max(x, min), max), either of which may be left out.
Tensor clamp_(const Tensor& x, std::optional<Scalar> min, std::optional<Scalar> max = {});
/// Every element becomes `value`; no gradient flows to what x was before.
Tensor fill_(const Tensor& x, Scalar value);
/// Every element becomes 0.
Tensor zero_(const Tensor& x);
/// The elements of another tensor, broadcast and converted to x's dtype, whatever that loses. The
/// gradient goes to `from`; none goes to what x was before.
Tensor copy_(const Tensor& x, const Tensor& from);

inline Tensor& operator+=(Tensor& x, const Tensor& other) { return add_(x, other), x; }
inline Tensor& operator-=(Tensor& x, const Tensor& other) { return sub_(x, other), x; }
inline Tensor& operator*=(Tensor& x, const Tensor& other) { return mul_(x, other), x; }
inline Tensor& operator/=(Tensor& x, const Tensor& other) { return div_(x, other), x; }
inline Tensor& operator+=(Tensor& x, Scalar other) { return add_(x, other), x; }
inline Tensor& operator-=(Tensor& x, Scalar other) { return sub_(x, other), x; }
inline Tensor& operator*=(Tensor& x, Scalar other) { return mul_(x, other), x; }
inline Tensor& operator/=(Tensor& x, Scalar other) { return div_(x, other), x; }

}  // namespace gradus
