#pragma once
#include <gradus/tensor_autograd/loop.h>
#include <gradus/tensor_autograd/reductions.h>

#include <cstddef>

namespace gradus::cuda {

// A reduction's axes: those that stay, with their strides in the input (0) and in the output (1),
// and those that go.
struct Reduction {
  Loop<2> outer;
  Loop<1> inner;
  Index results = 1, terms = 1;

  // The output may have the axes that go with size 1, or not at all.
  Reduction(const Layout& in, const Layout& out, const ReduceAttributes& attributes);

  // Whether neighbouring results lie nearer to each other than neighbouring elements of one.
  bool by_columns() const {
    return results > 1 && outer.stride[outer.rank - 1][0] < inner.stride[inner.rank - 1][0];
  }
  // Into how many pieces each result's elements are cut, so that every part of the GPU has work. It
  // depends on the shape and the strides alone, and so do the bits.
  Index pieces() const;
  // Whether all offsets fit 32 bits.
  bool fits_int() const;
};

// So many neighbouring threads, a power of two, work on a row of `count` elements: part of a warp,
// a warp, or a whole block.
int threads_for_row(Index count);

}  // namespace gradus::cuda
