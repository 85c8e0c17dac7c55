#pragma once
#include <gradus/tensor_autograd/shape.h>

#include <optional>

namespace gradus {

/// How the elements of a tensor lie in memory. Element `index` lies `offset + offset_of(index,
/// strides)` elements after the start of the storage. A view of a tensor is another layout over the
/// same storage: nothing is copied.
// [layout]
struct Layout {
  Shape shape;
  Strides strides;
  Index offset = 0;

  /// Row after row, without gaps.
  static Layout contiguous(const Shape& shape);
  /// The number of axes.
  int rank() const { return shape.rank(); }
  Index numel() const { return gradus::numel(shape); }
  bool is_contiguous() const { return gradus::is_contiguous(shape, strides); }
};
// [layout]

/// Views: each takes a layout and gives the layout of the view. They throw Error on axes or ranges
/// that do not exist.
namespace views {

/// Reorders the axes: axis i of the result is axis `axes[i]` of the input.
Layout permute(const Layout& layout, const Axes& axes);

/// The permutation that undoes `axes`: inverse[axes[i]] = i. Negative axes are understood.
Axes inverse_permutation(const Axes& axes);

/// Swaps two axes.
/// Axis `axis1` becomes `axis2`, and the other way round.
Layout transpose(const Layout& layout, Index axis1, Index axis2);

/// Elements start, start + step, ... before stop along `axis`. Negative start and stop count from
/// the end; both are cut to the axis, as in Python. @param step at least 1
Layout slice(const Layout& layout, Index axis, Index start, Index stop, Index step = 1);

/// The part at `index` along `axis`, which disappears. Negative indices count from the end.
Layout select(const Layout& layout, Index axis, Index index);

/// Repeats axes of size 1 (and new axes in front) to reach `shape`, with stride 0. A size of -1
/// keeps the axis as it is.
Layout expand(const Layout& layout, const Shape& shape);

/// A new axis of size 1 before position `axis`.
Layout unsqueeze(const Layout& layout, Index axis);

/// Removes an axis of size 1.
Layout squeeze(const Layout& layout, Index axis);

/// Windows of `size` elements, `step` apart, along `axis`; the elements of a window form a new last
/// axis.
Layout unfold(const Layout& layout, Index axis, Index size, Index step);

/// The same elements in row-major order under another shape, or nothing where the strides do not
/// allow it without a copy. @param shape must have the same number of elements (see resolve_shape)
std::optional<Layout> reshape(const Layout& layout, const Shape& shape);

/// `shape` with its one -1 replaced by what fits `numel` elements.
/// @throws Error when nothing fits
Shape resolve_shape(const Shape& shape, Index numel);

}  // namespace views
}  // namespace gradus
