#pragma once
// Layouts drawn at random, and where their elements lie.
#include <gradus/tensor_autograd/layout.h>

#include <algorithm>
#include <vector>

#include "draw.h"

namespace gradus::testing {

/// A layout of this shape with its axes in any order in memory, gaps between elements, and an
/// offset. No two indices meet in one element.
inline Layout draw_layout(Draw& draw, const Shape& shape) {
  Layout layout{shape, Strides::filled(shape.rank(), 1), draw.between(0, 5)};
  Index step = 1;
  for (Index axis : draw.permutation(shape.rank())) {
    step *= draw.chance(0.3) ? 2 : 1;
    layout.strides[static_cast<int>(axis)] = step;
    step *= std::max<Index>(shape[static_cast<int>(axis)], 1);
  }
  return layout;
}

/// How many elements a storage needs so that the layout fits into it.
inline Index extent(const Layout& layout) {
  if (layout.numel() == 0) return 0;
  Index last = layout.offset;
  for (int axis = 0; axis < layout.rank(); ++axis)
    last += (layout.shape[axis] - 1) * layout.strides[axis];
  return last + 1;
}

/// Where the elements lie, in row-major order.
inline std::vector<double> places(const Layout& layout) {
  std::vector<double> result;
  for (Index i = 0; i < layout.numel(); ++i)
    result.push_back(
        static_cast<double>(layout.offset + offset_of(unravel(i, layout.shape), layout.strides)));
  return result;
}

}  // namespace gradus::testing
