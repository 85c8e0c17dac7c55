#pragma once
#include <gradus/tensor_autograd/operation.h>

#include <cstdint>

namespace gradus {

/// The axes a reduction removes, one bit an axis, and whether they stay with size 1.
struct ReduceAttributes {
  std::uint32_t axes = 0;
  bool keepdim = false;  ///< whether they stay
};

/// The settings for axes as a user gives them; none means all. @throws Error for axes that do not
/// exist or repeat
/// @param keepdim keep the axes with size 1
/// @param rank of the tensor
/// @param operation names the caller in the message
ReduceAttributes reduce_attributes(const Axes& axes, bool keepdim, int rank, const char* operation);

/// The shape that is left.
/// @param attributes which axes go
Shape reduced_shape(const Shape& shape, const ReduceAttributes& attributes);

/// How many elements go into one result: the product of the sizes along the axes (none: all).
/// @param operation names the caller in the message
Index count_along(const Shape& shape, const Axes& axes, const char* operation);

namespace ops {
/// Sums along axes; whole numbers and truth values give int64. Floating-point numbers are summed
/// pairwise: the error grows with log2(n), not with n. Variants: "pairwise" (default), "naive" (one
/// running sum an output).
extern Operation sum;
}  // namespace ops

}  // namespace gradus
