#pragma once
// Arrays drawn at random, in memory that has gaps.
#include <gradus/tensor_autograd/array.h>

#include <cmath>
#include <limits>
#include <vector>

#include "draw_layout.h"

namespace gradus::testing {

/// An array of this layout with these elements (in row-major order of its indices). What lies
/// between them is NaN, or a large number (of int64 one that sums do not overflow with): whoever
/// reads it will show it.
inline Array array_in(const Layout& layout, const std::vector<double>& values, DType dtype) {
  const Array memory = Array::empty({extent(layout)}, dtype);
  with_type(dtype, "test", [&](auto type) {
    using T = decltype(type);
    using Limits = std::numeric_limits<T>;
    T between = Limits::has_quiet_NaN ? Limits::quiet_NaN() : Limits::max();
    if constexpr (std::is_same_v<T, std::int64_t>) between = T{1} << 48;
    std::fill_n(memory.data<T>(), memory.numel(), between);
    T* data = reinterpret_cast<T*>(memory.storage->data());
    for (Index i = 0; i < layout.numel(); ++i)
      data[layout.offset + offset_of(unravel(i, layout.shape), layout.strides)] =
          static_cast<T>(values[static_cast<std::size_t>(i)]);
  });
  return memory.with(layout);
}

/// An array of this shape with these elements, without gaps.
inline Array array_of(const Shape& shape, const std::vector<double>& values,
                      DType dtype = float64) {
  return array_in(Layout::contiguous(shape), values, dtype);
}

/// Normal numbers in a random layout. Whole ones for whole dtypes, none negative for uint8.
inline Array draw_array(Draw& draw, const Shape& shape, DType dtype = float64) {
  std::vector<double> values = draw.normals(numel(shape));
  if (!info(dtype).is_floating_point)
    for (double& value : values) value = std::round(10 * value);
  if (dtype == uint8)
    for (double& value : values) value = std::abs(value);
  const bool plain = draw.chance(0.3);
  return array_in(plain ? Layout::contiguous(shape) : draw_layout(draw, shape), values, dtype);
}

/// The shape with some sizes 1 and some front axes left out: one that broadcasts to it.
inline Shape draw_smaller(Draw& draw, const Shape& shape) {
  Shape result = shape;
  for (Index& size : result)
    if (draw.chance(0.4)) size = 1;
  for (Index left = draw.chance(0.5) ? draw.between(0, shape.rank()) : 0; left > 0; --left)
    result.erase(0);
  return result;
}

}  // namespace gradus::testing
