#pragma once
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus {

/// Arithmetic with gradients. Two tensors are broadcast to a common shape (broadcast_shapes) and
/// must have one dtype; numbers take the tensor's dtype.

/// Broadcasts two tensors to one shape, then applies a rule that needs equal shapes.
/// `a` and `b` are its inputs.
Tensor apply_broadcast(const Rule& rule, const Tensor& a, const Tensor& b);

Tensor add(const Tensor& a, const Tensor& b);  ///< a + b
Tensor sub(const Tensor& a, const Tensor& b);  ///< a - b
Tensor mul(const Tensor& a, const Tensor& b);  ///< a * b
Tensor div(const Tensor& a, const Tensor& b);  ///< a / b. Gradients: g / b and -g a / b^2
/// a^b. Gradients: g b a^(b-1) and g a^b log(a), the latter 0 where a is 0.
Tensor pow(const Tensor& a, const Tensor& b);
/// a^exponent. Gradient: g exponent a^(exponent - 1).
Tensor pow(const Tensor& a, double exponent);
/// scale * x + shift
Tensor affine(const Tensor& x, double scale, double shift);

inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
inline Tensor operator+(const Tensor& a, double b) { return affine(a, 1, b); }
inline Tensor operator+(double a, const Tensor& b) { return affine(b, 1, a); }
inline Tensor operator-(const Tensor& a, double b) { return affine(a, 1, -b); }
inline Tensor operator-(double a, const Tensor& b) { return affine(b, -1, a); }
inline Tensor operator*(const Tensor& a, double b) { return affine(a, b, 0); }
inline Tensor operator*(double a, const Tensor& b) { return affine(b, a, 0); }
inline Tensor operator/(const Tensor& a, double b) { return affine(a, 1 / b, 0); }
Tensor operator/(double a, const Tensor& b);
Tensor operator-(const Tensor& x);

Tensor neg(const Tensor& x);      ///< -x
Tensor abs(const Tensor& x);      ///< |x|. Gradient: g sign(x), 0 at 0
Tensor exp(const Tensor& x);      ///< e^x
Tensor log(const Tensor& x);      ///< the natural logarithm
Tensor sqrt(const Tensor& x);     ///< the square root. Gradient: g / (2 sqrt(x))
Tensor tanh(const Tensor& x);     ///< the hyperbolic tangent. Gradient: g (1 - tanh(x)^2)
Tensor sigmoid(const Tensor& x);  ///< 1 / (1 + e^-x). Gradient: g s (1 - s)
Tensor relu(const Tensor& x);     ///< max(x, 0). Gradient: g where x > 0, else 0

/// The upstream gradient where `output` is positive, else 0: relu's gradient, and its own.
Tensor relu_backward(const Tensor& upstream, const Tensor& output);

/// The mean over axes (none: all).
/// @param keepdim keep those axes with size 1
Tensor mean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// The matrix product over the last two axes, the axes in front broadcast: [..., m, k] x [..., k,
/// n] -> [..., m, n]. A vector on the left counts as a row, one on the right as a column, and the
/// axis made for it goes again. Gradients: g b^T and a^T g.
/// @throws Error when the inner sizes differ, naming both shapes
Tensor matmul(const Tensor& a, const Tensor& b);

/// The index of the first largest element along an axis, as int64. No gradient.
/// @param keepdim keep the axis with size 1
Tensor argmax(const Tensor& x, Index axis = -1, bool keepdim = false);

}  // namespace gradus
