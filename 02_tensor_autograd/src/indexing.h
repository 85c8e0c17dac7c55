#pragma once
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>

#include "picking.h"

namespace gradus {

// Throws an Error unless the axis exists and is counted from the front.
inline void check_axis(int axis, int rank, const char* operation) {
  if (normalize_axis(axis, rank, operation) != axis)
    fail(operation, ": axis ", axis, " must be counted from the front, as ", axis + rank);
}

// Throws an Error that names the first position in `index` that lies outside an axis of this size.
void check_positions(const char* operation, const Array& index, Index size, int axis);

// A layout without one of its axes.
inline Layout without(const Layout& layout, int axis) {
  Layout result = layout;
  result.shape.erase(axis);
  result.strides.erase(axis);
  return result;
}

// Calls body(PickRow<T>) for all of `index` and of `other`, which has its shape; the index points
// into the axis of `picked`. Each column belongs to one thread, which walks it from its beginning
// to its end.
template <class T, class Body>
void for_each_pick(const Array& picked, const Array& index, const Array& other, int axis,
                   Body body) {
  const Layout columns[] = {without(other.layout, axis), without(index.layout, axis),
                            without(picked.layout, axis)};
  const Index height = index.shape()[axis];
  const Index index_step = index.strides()[axis], other_step = other.strides()[axis];
  T *picked_data = picked.data<T>(), *other_data = other.data<T>();
  const auto* index_data = index.data<std::int64_t>();
  constexpr Index kColumns = 256;  // so many side by side that what they read stays in the cache
  for_each_row<3>(
      plan_loop<3>({&columns[0], &columns[1], &columns[2]}),
      [=](const std::array<Index, 3>& offset, Index count, const std::array<Index, 3>& stride) {
        for (Index first = 0; first < count; first += kColumns)
          for (Index k = 0; k < height; ++k)
            body(PickRow<T>{picked_data + offset[2] + first * stride[2],
                            index_data + offset[1] + first * stride[1] + k * index_step,
                            other_data + offset[0] + first * stride[0] + k * other_step,
                            std::min(kColumns, count - first),
                            {stride[2], stride[1], stride[0]}});
      },
      std::max<Index>(1, kGrain / std::max<Index>(1, height)));
}

}  // namespace gradus
