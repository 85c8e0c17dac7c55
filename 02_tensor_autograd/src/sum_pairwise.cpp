// Pairwise sums over any axes: whole rows at once where rows lie next to each other, else one
// output after the other.
#include "reductions.h"

#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>
#include <array>

namespace gradus {
namespace {

// Adds `rows` rows of `width` numbers that lie next to each other into `total`, pairwise over the
// rows.
template <class T>
void sum_rows(const T* x, Index rows, Index row_stride, Index width, T* total) {
  if (rows > 16) {
    constexpr Index kMaxWidth = 256;  // the caller's blocks are at most this wide
    T right[kMaxWidth];
    const Index half = rows / 2;
    sum_rows(x, half, row_stride, width, total);
    sum_rows(x + half * row_stride, rows - half, row_stride, width, right);
    for (Index i = 0; i < width; ++i) total[i] += right[i];
    return;
  }
  std::copy(x, x + width, total);
  for (Index r = 1; r < rows; ++r)
    for (Index i = 0; i < width; ++i) total[i] += x[r * row_stride + i];
}

}  // namespace

template <class T>
void sum_pairwise(const KernelCall& call) {
  const auto& attributes = call.attributes.as<ReduceAttributes>();
  const Split split = split_axes(call.in(0).layout, attributes.axes);
  const Layout out = output_layout(call.out().layout, attributes);
  const T* x = call.in(0).data<T>();
  T* y = call.out().data<T>();
  const Index outputs = split.outer.numel();
  if (split.inner.numel() == 0) {
    for (Index i = 0; i < outputs; ++i)
      y[offset_of(unravel(i, split.outer.shape), out.strides)] = T(0);
    return;
  }
  const Loop<1> inner = plan_loop<1>({&split.inner});
  const Loop<2> outer = plan_loop<2>({&split.outer, &out});

  // Whole rows that lie next to each other: add rows, a block of columns at a time.
  if (inner.rank == 1 && inner.stride[0][0] != 1 && outer.rank == 1 && outer.stride[0][0] == 1 &&
      outer.stride[0][1] == 1) {
    constexpr Index kBlock = 256;
    const Index blocks = (outer.size[0] + kBlock - 1) / kBlock;
    const Index worth = std::max<Index>(1, 32768 / (kBlock * inner.size[0]));
    parallel_for(0, blocks, worth, [&](Index begin, Index end) {
      for (Index block = begin; block < end; ++block) {
        const Index first = block * kBlock, width = std::min(kBlock, outer.size[0] - first);
        sum_rows(x + first, inner.size[0], inner.stride[0][0], width, y + first);
      }
    });
    return;
  }

  // Else one output after the other; all elements of one output in pieces of its innermost axis.
  const auto one = [&](const T* from) {
    const Index row = inner.size[inner.rank - 1], stride = inner.stride[inner.rank - 1][0];
    if (inner.rank == 1) return pairwise(from, row, stride);
    Index rows = 1;
    Dims shape, strides;
    for (int axis = 0; axis + 1 < inner.rank; ++axis) {
      rows *= inner.size[axis];
      shape.push_back(inner.size[axis]);
      strides.push_back(inner.stride[axis][0]);
    }
    // Partial sums of a power of two of rows are put together as in binary counting, which is
    // pairwise summation.
    T partial[64];
    int depth = 0;
    for (Index r = 0; r < rows; ++r) {
      partial[depth++] = pairwise(from + offset_of(unravel(r, shape), strides), row, stride);
      for (Index full = r + 1; full % 2 == 0; full /= 2, --depth)
        partial[depth - 2] += partial[depth - 1];
    }
    while (depth > 1) {
      partial[depth - 2] += partial[depth - 1];
      --depth;
    }
    return partial[0];
  };
  if (outputs == 1 &&
      inner.rank == 1) {  // a full sum: fixed pieces, so that the bits do not depend on the threads
    constexpr Index kPiece = 1 << 16;
    const Index pieces = (inner.size[0] + kPiece - 1) / kPiece;
    if (pieces > 1 && pieces <= 4096) {
      std::array<T, 4096> partial;
      parallel_for(0, pieces, 1, [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i)
          partial[static_cast<std::size_t>(i)] =
              pairwise(x + i * kPiece * inner.stride[0][0],
                       std::min(kPiece, inner.size[0] - i * kPiece), inner.stride[0][0]);
      });
      *y = pairwise(partial.data(), pieces, 1);
      return;
    }
  }
  Index work = 1;
  for (int axis = 0; axis < inner.rank; ++axis) work *= inner.size[axis];
  for_each_row<2>(
      outer,
      [&](const std::array<Index, 2>& offset, Index count, const std::array<Index, 2>& stride) {
        for (Index i = 0; i < count; ++i)
          y[offset[1] + i * stride[1]] = one(x + offset[0] + i * stride[0]);
      },
      std::max<Index>(1, kGrain / work));
}

template void sum_pairwise<float>(const KernelCall&);
template void sum_pairwise<double>(const KernelCall&);

}  // namespace gradus
