#pragma once
// Where the elements of several arrays of one shape lie, for kernels.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace gradus::cuda {

/// The loop that chapter 02 plans for the CPU, without its loops: an element's number, counted in
/// the order in which the first array lies in memory, tells where it is in each of the arrays. I is
/// the type of offsets: 32 bits where they suffice, since GPUs divide numbers of 64 bits slowly.
template <int N, class I>
struct Walk {
  int rank = 0;
  I size[kMaxRank];
  I stride[N][kMaxRank];

  Walk() = default;
  explicit Walk(const Loop<N>& loop) : rank(loop.rank) {
    for (int axis = 0; axis < rank; ++axis) {
      size[axis] = static_cast<I>(loop.size[axis]);
      for (int n = 0; n < N; ++n) stride[n][axis] = static_cast<I>(loop.stride[axis][n]);
    }
  }

  /// The offsets of element number `i` in each array.
  __host__ __device__ void offsets(I i, I (&offset)[N]) const {
    for (int n = 0; n < N; ++n) offset[n] = 0;
    // exercise: elementwise-kernels/offsets
    //| Take the number apart, the last axis first: its index along an axis is the rest of a division, and what is left
    //| goes on to the axis before. Each index moves each array's offset by that array's stride.
    for (int axis = rank - 1; axis >= 0; --axis) {
      const I index = i % size[axis];
      i /= size[axis];
      for (int n = 0; n < N; ++n) offset[n] += index * stride[n][axis];
    }
    // end exercise
  }
};

/// Whether 32 bits hold every offset of a walk, and every number of an element with a step of the
/// grid on top. A small view can reach far: what counts is where its last element lies.
template <int N>
bool fits_int(const Loop<N>& loop, Index count) {
  Index most = count;
  for (int n = 0; n < N; ++n) {
    Index reach = 0;
    for (int axis = 0; axis < loop.rank; ++axis)
      reach += (loop.size[axis] - 1) * loop.stride[axis][n];
    most = std::max(most, reach);
  }
  return most < std::numeric_limits<int>::max() / 2;
}

}  // namespace gradus::cuda
