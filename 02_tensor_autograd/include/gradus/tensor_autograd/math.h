#pragma once
#include <gradus/tensor_autograd/promotion.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <optional>
#include <string_view>
#include <utility>

namespace gradus {

/// Arithmetic with gradients. Two tensors are converted to a common dtype (result_type) and
/// broadcast to a common shape (broadcast_shapes). Numbers never make floats wider: `x * 0.5` has
/// the dtype of x where x is floating point, and is float32 where x holds whole numbers. Gradients
/// come back in the dtype of each input.

/// The dtype that an operation on two tensors `a` and `b` computes in (promotion.h).
DType result_type(const Tensor& a, const Tensor& b);
/// The dtype that an operation on a tensor and a number `b` computes in.
DType result_type(const Tensor& a, Scalar b);

/// A number as a tensor of rank 0, on the device of another tensor and in the dtype that an
/// operation on both computes in.
/// @param value the number
/// @param beside the other tensor
Tensor as_tensor(Scalar value, const Tensor& beside);

/// Two tensors converted to one dtype and broadcast to one shape.
/// @param a one tensor
/// @param b the other one
/// @param operation names the caller in messages
std::pair<Tensor, Tensor> alike(const Tensor& a, const Tensor& b, const char* operation);
/// Makes two tensors alike, then applies a rule that needs equal shapes and dtypes.
/// `a` and `b` are its inputs.
Tensor apply_broadcast(const Rule& rule, const Tensor& a, const Tensor& b);
/// Applies a rule that needs a floating-point input to `x`; whole numbers become float32.
Tensor apply_floating(const Rule& rule, const Tensor& x);

Tensor add(const Tensor& a, const Tensor& b);  ///< a + b
Tensor sub(const Tensor& a, const Tensor& b);  ///< a - b
Tensor mul(const Tensor& a, const Tensor& b);  ///< a * b
/// a / b; whole numbers become float32. Gradients: g / b and -g a / b^2
Tensor div(const Tensor& a, const Tensor& b);
/// a^b, of floating-point numbers. Gradients: g b a^(b-1) and g a^b log(a), the latter 0 where a
/// is 0.
Tensor pow(const Tensor& a, const Tensor& b);
/// a^exponent. Gradient: g exponent a^(exponent - 1).
Tensor pow(const Tensor& a, Scalar exponent);
/// scale * x + shift. In uint8 the result is taken modulo 256.
Tensor affine(const Tensor& x, Scalar scale, Scalar shift);

inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
// Beside the number of the formula stand true for 1 and false for 0, which promote nothing.
inline Tensor operator+(const Tensor& a, Scalar b) { return affine(a, true, b); }
inline Tensor operator+(Scalar a, const Tensor& b) { return affine(b, true, a); }
inline Tensor operator-(const Tensor& a, Scalar b) { return affine(a, true, -b); }
inline Tensor operator-(Scalar a, const Tensor& b) { return affine(b, -1, a); }
inline Tensor operator*(const Tensor& a, Scalar b) { return affine(a, b, false); }
inline Tensor operator*(Scalar a, const Tensor& b) { return affine(b, a, false); }
/// a * (1 / b), which may differ from a / b in the last bit.
inline Tensor operator/(const Tensor& a, Scalar b) { return affine(a, 1 / b.to<double>(), false); }
/// a * (1 / b)
Tensor operator/(Scalar a, const Tensor& b);
Tensor operator-(const Tensor& x);

Tensor neg(const Tensor& x);     ///< -x
Tensor abs(const Tensor& x);     ///< |x|. Gradient: g sign(x), 0 at 0
Tensor sign(const Tensor& x);    ///< -1, 0 or 1; 0 of NaN. Gradient: 0
Tensor square(const Tensor& x);  ///< x^2
Tensor relu(const Tensor& x);    ///< max(x, 0). Gradient: g where x > 0, else 0

/// Functions of floating-point numbers; whole numbers become float32.

Tensor exp(const Tensor& x);         ///< e^x
Tensor log(const Tensor& x);         ///< the natural logarithm
Tensor log1p(const Tensor& x);       ///< log(1 + x), exact also for tiny x. Gradient: g / (1 + x)
Tensor sqrt(const Tensor& x);        ///< the square root. Gradient: g / (2 sqrt(x))
Tensor reciprocal(const Tensor& x);  ///< 1 / x. Gradient: -g / x^2
Tensor rsqrt(const Tensor& x);       ///< 1 / sqrt(x)
Tensor sin(const Tensor& x);         ///< the sine, x in radians. Gradient: g cos(x)
Tensor cos(const Tensor& x);         ///< the cosine, x in radians. Gradient: -g sin(x)
Tensor tanh(const Tensor& x);        ///< the hyperbolic tangent. Gradient: g (1 - tanh(x)^2)
Tensor sigmoid(const Tensor& x);     ///< 1 / (1 + e^-x). Gradient: g s (1 - s)
/// The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. Gradient: g times
/// 2 / sqrt(pi) e^(-x^2).
Tensor erf(const Tensor& x);
/// x times the probability that a standard normal number is below x: x (1 + erf(x / sqrt(2))) / 2.
/// @param approximate "none", or "tanh" for x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
/// Source: Hendrycks and Gimpel, "Gaussian error linear units" (2016). @throws Error for another
/// name
Tensor gelu(const Tensor& x, std::string_view approximate = "none");

/// The upstream gradient where `output` is positive, else 0: relu's gradient, and its own.
Tensor relu_backward(const Tensor& upstream, const Tensor& output);

/// The mean over axes (none: all); NaN of no elements.
/// @param keepdim keep those axes with size 1
/// @throws Error for whole numbers
Tensor mean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// The matrix product over the last two axes, the axes in front broadcast: [..., m, k] x [..., k,
/// n] -> [..., m, n]. A vector on the left counts as a row, one on the right as a column, and the
/// axis made for it goes again. Gradients: g b^T and a^T g.
/// @throws Error when the inner sizes differ, naming both shapes
Tensor matmul(const Tensor& a, const Tensor& b);

/// The index of the first largest element along an axis, or without one among all elements in
/// row-major order; a NaN counts as largest. int64, no gradient.
/// @param keepdim keep the axis with size 1
Tensor argmax(const Tensor& x, std::optional<Index> axis = {}, bool keepdim = false);
/// The index of the first smallest one, likewise.
/// @param keepdim keep the axis with size 1
Tensor argmin(const Tensor& x, std::optional<Index> axis = {}, bool keepdim = false);

}  // namespace gradus
