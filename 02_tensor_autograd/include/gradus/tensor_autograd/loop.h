#pragma once
#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/array.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace gradus {

/// How to walk N arrays of one shape together: axes of size 1 left out, axes that lie one after the
/// other in all arrays merged, the axis with the smallest step of the first array innermost.
template <int N>
struct Loop {
  int rank = 0;  ///< how many axes are left
  Index size[kMaxRank];
  std::array<Index, N> stride[kMaxRank];  ///< of each array along each axis
};

namespace detail {

// Whether, for all arrays, one step along `outer` is as far as going through `inner`.
template <int N>
bool mergeable(const std::array<Index, N>& outer, const std::array<Index, N>& inner,
               Index inner_size) {
  for (std::size_t n = 0; n < N; ++n)
    if (outer[n] != inner[n] * inner_size) return false;
  return true;
}

}  // namespace detail

/// Plans the walk. The arrays must have equal shapes (broadcast ones are expanded first: stride 0).
/// @param layouts of the arrays, the one that is written first
template <int N>
Loop<N> plan_loop(const std::array<const Layout*, N>& layouts) {
  const Shape& shape = layouts[0]->shape;
  int order[kMaxRank], count = 0;
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (shape[axis] != 1) order[count++] = axis;
  // Insertion sort: stable, and axes mostly come in order already.
  for (int i = 1; i < count; ++i)
    for (int j = i; j > 0 && layouts[0]->strides[order[j - 1]] < layouts[0]->strides[order[j]]; --j)
      std::swap(order[j - 1], order[j]);

  Loop<N> loop;
  for (int i = 0; i < count; ++i) {
    std::array<Index, N> stride;
    for (std::size_t n = 0; n < N; ++n) stride[n] = layouts[n]->strides[order[i]];
    const Index size = shape[order[i]];
    if (loop.rank > 0 && detail::mergeable<N>(loop.stride[loop.rank - 1], stride, size)) {
      loop.size[loop.rank - 1] *= size;
      loop.stride[loop.rank - 1] = stride;
    } else {
      loop.size[loop.rank] = size;
      loop.stride[loop.rank++] = stride;
    }
  }
  if (loop.rank == 0) {  // a single number
    loop.size[0] = 1;
    loop.stride[0].fill(1);
    loop.rank = 1;
  }
  return loop;
}

/// The work that is worth a second thread, in elements of a cheap formula.
inline constexpr Index kGrain = 16384;

/// Walks the arrays row by row, in parallel: `body(offsets, count, strides)` is called with the
/// offset of each array's first element of a row, how many elements to do, and the strides along
/// the row.
/// @param grain how many elements are worth a second thread
template <int N, class Body>
void for_each_row(const Loop<N>& loop, Body body, Index grain = kGrain) {
  const int inner = loop.rank - 1;
  const Index row = loop.size[inner];
  Index rows = 1;
  for (int axis = 0; axis < inner; ++axis) rows *= loop.size[axis];
  if (rows == 0 || row == 0) return;

  if (rows == 1) {
    parallel_for(0, row, grain, [&](Index begin, Index end) {
      std::array<Index, N> offset;
      for (std::size_t n = 0; n < N; ++n) offset[n] = begin * loop.stride[inner][n];
      body(offset, end - begin, loop.stride[inner]);
    });
    return;
  }
  parallel_for(0, rows, std::max<Index>(1, grain / row), [&](Index begin, Index end) {
    Index index[kMaxRank] = {};
    std::array<Index, N> offset{};
    for (Index rest = begin, axis = inner - 1; axis >= 0; --axis) {
      index[axis] = rest % loop.size[axis];
      rest /= loop.size[axis];
      for (std::size_t n = 0; n < N; ++n) offset[n] += index[axis] * loop.stride[axis][n];
    }
    for (Index done = begin; done < end; ++done) {
      body(offset, row, loop.stride[inner]);
      // exercise: elementwise/next-row
      //| Move on to the next row, like an odometer: `index` counts along the axes 0 to inner - 1, of sizes
      //| loop.size[axis]; the last of them turns fastest. Keep offset[n] in step for every array n: one index more along
      //| an axis is loop.stride[axis][n] elements more.
      for (int axis = inner - 1; axis >= 0; --axis) {
        for (std::size_t n = 0; n < N; ++n) offset[n] += loop.stride[axis][n];
        if (++index[axis] < loop.size[axis]) break;
        for (std::size_t n = 0; n < N; ++n) offset[n] -= index[axis] * loop.stride[axis][n];
        index[axis] = 0;
      }
      // end exercise
    }
  });
}

}  // namespace gradus
