#pragma once
#include <gradus/tensor_autograd/layout.h>

namespace gradus {

/// The shape that two tensors have together. Shapes are aligned at their last axes; a missing axis
/// counts as size 1; two sizes fit if they are equal or one of them is 1, and the result has the
/// other one (NumPy's rule).
/// @param operation names the caller in the message
/// @throws Error naming both shapes and the axis that does not fit
/// @param a one shape
/// @param b the other one
Shape broadcast_shapes(const Shape& a, const Shape& b, const char* operation);

/// The axes of `to` along which a tensor of shape `from` is repeated to become `to`: those that
/// `from` lacks, and those where it has size 1 and `to` has not.
Axes broadcast_axes(const Shape& from, const Shape& to);

}  // namespace gradus
