#pragma once
// Reductions over any axes of any layout, for any Fold.
//
// Where the elements of a result lie next to each other, neighbouring threads share a result; where
// the results lie next to each other, neighbouring threads have results of their own. Either way a
// warp reads what lies in one piece. Few results of many elements are cut into pieces, whose
// results a second launch joins: always in the same order, so two runs give the same bits.
//
// The kernels see elements through `load` and give results to `store`, so that a sum of products or
// a mean needs no kernel of its own.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>

#include <algorithm>
#include <limits>

#include "reduce.cuh"
#include "reduction_plan.h"
#include "walk.cuh"

namespace gradus::cuda {

/// Where element number i of an array lies.
template <class I>
__device__ I place_of(const Walk<1, I>& walk, I i) {
  if (walk.rank == 1) return i * walk.stride[0][0];
  I at[1];
  walk.offsets(i, at);
  return at[0];
}

/// What every kernel here needs to know. Piece p of a result has its elements p * piece, ... before
/// (p + 1) * piece.
template <class I>
struct ReductionSizes {
  Walk<2, I> outer;
  Walk<1, I> inner;
  I results, terms, piece;

  explicit ReductionSizes(const Reduction& plan, Index pieces)
      : outer(plan.outer),
        inner(plan.inner),
        results(static_cast<I>(plan.results)),
        terms(static_cast<I>(plan.terms)),
        piece(static_cast<I>((plan.terms + pieces - 1) / pieces)) {}
};

/// Neighbouring threads share a result. load(at, result) is the element at offset `at`;
/// store(at, result, piece, value) takes a result, which belongs at offset `at` of the output.
template <class Fold, bool kTree, class I, class Load, class Store>
__global__ void reduce_rows(ReductionSizes<I> sizes, Load load, Store store) {
  using Value = typename Fold::Value;
  __shared__ Value part[kTree ? kThreads : kWarp];
  const I result = static_cast<I>(blockIdx.x) * blockDim.y + threadIdx.y;
  const I begin = blockIdx.y * sizes.piece, end = std::min<I>(begin + sizes.piece, sizes.terms);
  I at[2] = {};
  if (result < sizes.results) sizes.outer.offsets(result, at);
  Value own = Fold::nothing();
  // exercise: reductions/rows
  //| This thread's share of the elements begin, ... end - 1 goes into `own`, by own = Fold::add(own, x, i). Element number
  //| i is load(at[0] + place_of(sizes.inner, i), result). Which ones are this thread's, if blockDim.x neighbours are to
  //| read what lies side by side? Threads without a result (result >= sizes.results) add nothing, but stay: their warp
  //| needs them below.
  if (result < sizes.results)
    for (I i = begin + threadIdx.x; i < end; i += blockDim.x)
      own = Fold::add(own, load(at[0] + place_of(sizes.inner, i), result), i);
  // end exercise
  if constexpr (kTree)
    own = tree_reduce<Fold>(own, blockDim.x, 1, part);
  else
    own = row_reduce<Fold>(own, part);
  if (threadIdx.x == 0 && result < sizes.results) store(at[1], result, blockIdx.y, own);
}

/// Neighbouring threads have results of their own, and blockDim.y of them share one.
template <class Fold, class I, class Load, class Store>
__global__ void reduce_columns(ReductionSizes<I> sizes, Load load, Store store) {
  using Value = typename Fold::Value;
  __shared__ Value part[kThreads];
  const I result = static_cast<I>(blockIdx.x) * blockDim.x + threadIdx.x;
  const I begin = blockIdx.y * sizes.piece, end = std::min<I>(begin + sizes.piece, sizes.terms);
  I at[2] = {};
  if (result < sizes.results) sizes.outer.offsets(result, at);
  Value own = Fold::nothing();
  // exercise: reductions/columns
  //| As in reduce_rows, but here blockDim.y threads share a result, and which of them this one is says threadIdx.y. At
  //| the end join the values of these threads, which are blockDim.x threads apart: tree_reduce.
  if (result < sizes.results)
    for (I i = begin + threadIdx.y; i < end; i += blockDim.y)
      own = Fold::add(own, load(at[0] + place_of(sizes.inner, i), result), i);
  own = tree_reduce<Fold>(own, blockDim.y, blockDim.x, part);
  // end exercise
  if (threadIdx.y == 0 && result < sizes.results) store(at[1], result, blockIdx.y, own);
}

/// A Fold's parts, joined.
template <class Fold>
struct Parts {
  using Value = typename Fold::Value;
  static constexpr Value nothing() { return Fold::nothing(); }
  static constexpr Value add(const Value& own, const Value& x, Index) { return Fold::join(own, x); }
  static constexpr Value join(const Value& a, const Value& b) { return Fold::join(a, b); }
};

/// Elements of an array.
template <class T>
struct LoadFrom {
  const T* x;
  __device__ T operator()(Index at, Index) const { return x[at]; }
};
/// Results into an array.
template <class T>
struct StoreTo {
  T* y;
  __device__ void operator()(Index at, Index, Index, const T& value) const { y[at] = value; }
};
/// Parts of results into the workspace, piece after piece.
template <class T>
struct StorePart {
  T* part;
  Index results;
  __device__ void operator()(Index, Index result, Index piece, const T& value) const {
    part[piece * results + result] = value;
  }
};

template <class Fold, bool kTree, class I, class Load, class Store>
void launch_reduction(const char* name, const Reduction& plan, Index pieces, const Load& load,
                      const Store& store) {
  const ReductionSizes<I> sizes(plan, pieces);
  if (plan.by_columns()) {
    // A warp is as wide as the row of results, if that is short: no lane without work.
    int width = 1;
    while (width < plan.results && width < kWarp) width *= 2;
    const dim3 block(width, kThreads / width);
    const dim3 grid(blocks_for(plan.results, width, std::numeric_limits<int>::max()),
                    static_cast<unsigned>(pieces));
    reduce_columns<Fold><<<grid, block, 0, current_stream()>>>(sizes, load, store);
  } else {
    const int width = kTree ? kThreads : threads_for_row(plan.terms);
    const dim3 block(width, kThreads / width);
    const dim3 grid(blocks_for(plan.results, block.y, std::numeric_limits<int>::max()),
                    static_cast<unsigned>(pieces));
    reduce_rows<Fold, kTree><<<grid, block, 0, current_stream()>>>(sizes, load, store);
  }
  check_launch(name);
}

/// Computes the results of a reduction. `workspace` has reduction_workspace() bytes.
template <class Fold, bool kTree = false, class Load, class Store>
void reduce(const char* name, const Reduction& plan, const Load& load, const Store& store,
            std::byte* workspace) {
  using Value = typename Fold::Value;
  if (plan.results == 0) return;
  const auto run = [&](Index pieces, const auto& to) {
    if (plan.fits_int())
      launch_reduction<Fold, kTree, int>(name, plan, pieces, load, to);
    else
      launch_reduction<Fold, kTree, Index>(name, plan, pieces, load, to);
  };
  const Index pieces = plan.pieces();
  if (pieces == 1) return run(1, store);
  auto* parts = reinterpret_cast<Value*>(workspace);
  run(pieces, StorePart<Value>{parts, plan.results});
  Reduction rest = plan;
  rest.terms = pieces;
  rest.inner.rank = 1;
  rest.inner.size[0] = pieces;
  rest.inner.stride[0][0] = plan.results;
  Index step = 1;
  for (int axis = plan.outer.rank - 1; axis >= 0; --axis) {
    rest.outer.stride[axis][0] = step;
    step *= plan.outer.size[axis];
  }
  launch_reduction<Parts<Fold>, kTree, int>(name, rest, 1, LoadFrom<Value>{parts}, store);
}

/// The scratch memory that reduce() needs.
template <class Fold>
std::size_t reduction_workspace(const Reduction& plan) {
  const Index pieces = plan.pieces();
  return pieces == 1
             ? 0
             : static_cast<std::size_t>(pieces * plan.results) * sizeof(typename Fold::Value);
}

}  // namespace gradus::cuda
