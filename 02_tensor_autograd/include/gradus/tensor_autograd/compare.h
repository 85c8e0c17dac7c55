#pragma once
#include <gradus/tensor_autograd/math.h>

namespace gradus {

/// Comparisons, element by element: the tensors are converted to one dtype and broadcast, the
/// result is bool, and no gradient flows. NaN is equal to nothing, not even to itself, and neither
/// smaller nor larger than anything.
///
/// `==` and `!=` are left out on purpose: everybody, std::find and EXPECT_EQ included, expects one
/// truth value from them. `a.is(b)` asks whether two handles are the same tensor.

Tensor eq(const Tensor& a, const Tensor& b);  ///< a == b
Tensor eq(const Tensor& a, Scalar b);         ///< a == b
Tensor ne(const Tensor& a, const Tensor& b);  ///< a != b
Tensor ne(const Tensor& a, Scalar b);         ///< a != b
Tensor lt(const Tensor& a, const Tensor& b);  ///< a < b
Tensor lt(const Tensor& a, Scalar b);         ///< a < b
Tensor le(const Tensor& a, const Tensor& b);  ///< a <= b
Tensor le(const Tensor& a, Scalar b);         ///< a <= b
Tensor gt(const Tensor& a, const Tensor& b);  ///< a > b
Tensor gt(const Tensor& a, Scalar b);         ///< a > b
Tensor ge(const Tensor& a, const Tensor& b);  ///< a >= b
Tensor ge(const Tensor& a, Scalar b);         ///< a >= b

inline Tensor operator<(const Tensor& a, const Tensor& b) { return lt(a, b); }
inline Tensor operator<(const Tensor& a, Scalar b) { return lt(a, b); }
inline Tensor operator<(Scalar a, const Tensor& b) { return gt(b, a); }
inline Tensor operator<=(const Tensor& a, const Tensor& b) { return le(a, b); }
inline Tensor operator<=(const Tensor& a, Scalar b) { return le(a, b); }
inline Tensor operator<=(Scalar a, const Tensor& b) { return ge(b, a); }
inline Tensor operator>(const Tensor& a, const Tensor& b) { return gt(a, b); }
inline Tensor operator>(const Tensor& a, Scalar b) { return gt(a, b); }
inline Tensor operator>(Scalar a, const Tensor& b) { return lt(b, a); }
inline Tensor operator>=(const Tensor& a, const Tensor& b) { return ge(a, b); }
inline Tensor operator>=(const Tensor& a, Scalar b) { return ge(a, b); }
inline Tensor operator>=(Scalar a, const Tensor& b) { return le(b, a); }

Tensor isnan(const Tensor& x);     ///< whether an element is NaN
Tensor isinf(const Tensor& x);     ///< whether it is infinite
Tensor isfinite(const Tensor& x);  ///< whether it is neither

/// Of truth values; in other dtypes 0 counts as false, and everything else as true.
Tensor logical_not(const Tensor& a);                   ///< not a
Tensor logical_and(const Tensor& a, const Tensor& b);  ///< a and b
Tensor logical_or(const Tensor& a, const Tensor& b);   ///< a or b

}  // namespace gradus
