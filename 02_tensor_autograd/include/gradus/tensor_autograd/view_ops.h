#pragma once
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/reductions.h>

namespace gradus {

/// Views with gradients. Each shares memory with its input; the layouts are those of `views`
/// (layout.h). All throw Error on axes or ranges that do not exist.

/// Repeats axes of size 1, and new axes in front, to reach `shape`. Gradient: the sum over the
/// repeated axes.
Tensor expand(const Tensor& x, const Shape& shape);
/// Sums over axes (none: all). Gradient: the upstream gradient, repeated along the axes.
/// @param keepdim keep the summed axes with size 1
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// Sums `x` down to a shape that broadcasts to its own: the opposite of expand.
Tensor sum_to(const Tensor& x, const Shape& shape);

/// Reorders axes: axis i of the result is axis axes[i] of x. Gradient: the inverse permutation.
Tensor permute(const Tensor& x, const Axes& axes);
/// Swaps two axes.
/// Axis `axis1` becomes `axis2`, and the other way round.
Tensor transpose(const Tensor& x, Index axis1, Index axis2);
/// The transpose of a matrix. @throws Error unless x has two axes
Tensor t(const Tensor& x);
/// The same elements in row-major order under another shape, of which one size may be -1. A view
/// where the strides allow it, else a copy.
Tensor reshape(const Tensor& x, const Shape& shape);
/// Joins the axes from `first` to `last` into one.
Tensor flatten(const Tensor& x, Index first = 0, Index last = -1);
/// A new axis of size 1 before position `axis`.
Tensor unsqueeze(const Tensor& x, Index axis);
/// Removes an axis of size 1.
Tensor squeeze(const Tensor& x, Index axis);
/// Elements start, start + step, ... before stop along an axis. Gradient: the upstream gradient at
/// those places, else 0.
Tensor slice(const Tensor& x, Index axis, Index start, Index stop, Index step = 1);
/// The part at `index` along an axis, which disappears.
Tensor select(const Tensor& x, Index axis, Index index);

/// x itself where its elements lie in row-major order without gaps, else such a copy.
Tensor contiguous(const Tensor& x);
/// The elements converted to another dtype. Gradient: converted back.
Tensor to(const Tensor& x, DType dtype);
/// The elements on another device, in the same order in memory; x itself where it lies there.
/// Gradient: moved back.
Tensor to(const Tensor& x, Device device);
/// A copy with memory of its own, in the graph.
Tensor clone(const Tensor& x);

/// The settings of `place`: where a slice lies in a larger tensor.
struct PlaceAttributes {
  Shape shape;
  int axis = 0;               ///< the axis along which it lies
  Index start = 0, step = 1;  ///< where it begins, and how far apart its elements lie
};
namespace ops {
/// Zeros of a shape with x written at start, start + step, ... along an axis: the opposite of
/// slice.
extern Operation place;
}  // namespace ops

}  // namespace gradus
