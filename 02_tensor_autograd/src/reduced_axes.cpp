// Which axes go: from what a user writes to the two halves of a layout.
#include "reductions.h"

#include <gradus/common/error.h>

namespace gradus {

ReduceAttributes reduce_attributes(const Axes& axes, bool keepdim, int rank,
                                   const char* operation) {
  ReduceAttributes attributes{0, keepdim};
  for (Index axis : axes) {
    const std::uint32_t bit = 1u << normalize_axis(axis, rank, operation);
    if (attributes.axes & bit) fail(operation, ": axis ", axis, " appears twice in ", axes);
    attributes.axes |= bit;
  }
  if (axes.empty()) attributes.axes = (1u << rank) - 1;
  return attributes;
}

Index count_along(const Shape& shape, const Axes& axes, const char* operation) {
  const ReduceAttributes attributes = reduce_attributes(axes, false, shape.rank(), operation);
  Index count = 1;
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (attributes.axes >> axis & 1) count *= shape[axis];
  return count;
}

Split split_axes(const Layout& layout, std::uint32_t axes) {
  Split split;
  for (int axis = 0; axis < layout.rank(); ++axis) {
    Layout& part = axes >> axis & 1 ? split.inner : split.outer;
    part.shape.push_back(layout.shape[axis]);
    part.strides.push_back(layout.strides[axis]);
  }
  return split;
}

Layout output_layout(const Layout& layout, const ReduceAttributes& attributes) {
  if (!attributes.keepdim) return layout;
  Layout result;
  for (int axis = 0; axis < layout.rank(); ++axis) {
    if (attributes.axes >> axis & 1) continue;
    result.shape.push_back(layout.shape[axis]);
    result.strides.push_back(layout.strides[axis]);
  }
  return result;
}

void need_elements(const Operation& op, const Shape& shape, std::uint32_t axes) {
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (axes >> axis & 1 && shape[axis] == 0)
      fail(op.name(), ": axis ", axis, " of ", shape,
           " has no elements, and unlike a sum nothing has no ", op.name(),
           "; ask for numel() first, or reduce other axes");
}

}  // namespace gradus
