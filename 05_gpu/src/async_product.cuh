#pragma once
// A matrix product whose threads multiply one tile while the next ones are on their way from
// global memory. What a and b are is up to their sources, so that a convolution is one, too.
#include <cuda_pipeline.h>
#include <gradus/common/error.h>

#include "fragments.cuh"

namespace gradus::cuda {

/// Tiles in shared memory: one is multiplied, the others are being filled.
inline constexpr int kStages = 3;

/// A matrix in memory as [outer, inner]: outer are a's rows or b's columns, inner is k.
template <class T>
struct Side {
  const T* data;
  Index outer, inner, outers, inners;  // strides and sizes
};

/// Begins the copies of tiles of Outers outer indices, one tile after the other along k. Packs:
/// numbers lie side by side along the outer axis, and 16 bytes are copied at once; else each is
/// copied alone, 8 lanes along k. What lies outside of the matrix becomes 0.
template <class T, bool Packs, int Outers, int Threads>
class MatrixLoader {
 public:
  /// For the tiles from outer index `first` and inner index `begin` on.
  __device__ MatrixLoader(const Side<T>& side, Index first, Index begin)
      : side_(side),
        outer_(Packs ? threadIdx.x % kAlong * kSize : threadIdx.x / kDepth),
        inner_(Packs ? threadIdx.x / kAlong : threadIdx.x % kDepth),
        left_(side.outers - first - outer_ < Outers ? static_cast<int>(side.outers - first - outer_)
                                                    : Outers),
        from_(side.data + (first + outer_) * side.outer + (begin + inner_) * side.inner),
        whole_(first + Outers <= side.outers) {}

  /// Whether no outer index is outside.
  __device__ bool whole() const { return whole_; }

  /// The next tile, whose first inner index is `k`. Whole: nothing is outside.
  template <bool Whole>
  __device__ void copy(T* tile, Index k) {
    using Piece = Pack<T, kSize>;
    T* to = tile + inner_ * padded<T>(Outers) + outer_;
    const T* from = from_;
    // What is left of k for this thread.
    const Index inners = side_.inners - k - inner_;
#pragma unroll
    for (int i = 0; i < kRounds; ++i) {
      const int outer = i * kOuterStep, inner = i * kInnerStep;
      if ((kExact || inner_ + inner < kDepth) && (kExact || outer_ + outer < Outers)) {
        if (Whole || (outer < left_ && inner < inners))
          __pipeline_memcpy_async(to, from, sizeof(Piece));
        else
          *reinterpret_cast<Piece*>(to) = Piece{};
      }
      to += kInnerStep * padded<T>(Outers) + kOuterStep;
      from += Packs ? kInnerStep * side_.inner : kOuterStep * side_.outer;
    }
    from_ += kDepth * side_.inner;
  }

 private:
  static constexpr int kSize = Packs ? kPack<T> : 1;  // numbers a copy
  static constexpr int kAlong = Outers / kSize;       // copies for one step of k
  static constexpr int kInnerStep = Packs ? Threads / kAlong : 0;
  static constexpr int kOuterStep = Packs ? 0 : Threads / kDepth;
  static constexpr int kCopies = kAlong * kDepth;  // all threads'
  static constexpr int kRounds = (kCopies + Threads - 1) / Threads;
  static constexpr bool kExact = kCopies % Threads == 0;
  static_assert(!Packs || Threads % kAlong == 0);

  const Side<T>& side_;
  int outer_, inner_, left_;
  const T* from_;
  bool whole_;
};

/// The sums over k from `begin` to `end` for one tile of outputs.
template <class T, class Cut, class LoadA, class LoadB>
__device__ void async_product(Sums<T, Cut>& sums, LoadA& load_a, LoadB& load_b, Index begin,
                              Index end) {
  __shared__ alignas(16) T a_tiles[kStages][kDepth * padded<T>(Cut::kRows)],
      b_tiles[kStages][kDepth * padded<T>(Cut::kColumns)];
  const int rounds = static_cast<int>((end - begin + kDepth - 1) / kDepth);
  const bool whole = load_a.whole() && load_b.whole();
  const int whole_rounds = whole ? static_cast<int>((end - begin) / kDepth) : 0;
  const auto copy = [&](int round, int stage) {
    const Index k = begin + Index{kDepth} * round;
    if (round < whole_rounds) {
      load_a.template copy<true>(a_tiles[stage], k);
      load_b.template copy<true>(b_tiles[stage], k);
    } else if (round < rounds) {
      load_a.template copy<false>(a_tiles[stage], k);
      load_b.template copy<false>(b_tiles[stage], k);
    }
    __pipeline_commit();
  };
  for (int stage = 0; stage + 1 < kStages; ++stage) copy(stage, stage);
  int now = 0;
  for (int round = 0; round < rounds; ++round) {
    const int free = now == 0 ? kStages - 1 : now - 1;
    // exercise: matmul-registers/pipeline
    //| Tile `now` is to be multiplied: sums.multiply(a_tiles[now], b_tiles[now]). kStages - 1 groups of copies are under
    //| way, and its own is the oldest: wait for all but the newest kStages - 2 (__pipeline_wait_prior). A thread waits
    //| for its own copies only. copy(round + kStages - 1, free) begins the copies of a later round into the tile that was
    //| multiplied last; begin them before multiplying. One barrier is enough, in the right place.
    __pipeline_wait_prior(kStages - 2);
    __syncthreads();
    copy(round + kStages - 1, free);
    sums.multiply(a_tiles[now], b_tiles[now]);
    // end exercise
    now = now + 1 == kStages ? 0 : now + 1;
  }
}

/// The block's place in a product cut into tiles and, along k, into parts.
struct TilePlace {
  Index product, part, row, column;
};

/// How a product is cut among blocks.
struct Plan {
  Index parts = 1;  // of k,
  Index depth = 0;  // each with so many steps
};

/// Blocks that run at the same time shall share rows of a and columns of b in the L2 cache: they
/// are numbered through strips of 8 rows of tiles, column by column.
template <class Cut>
__device__ TilePlace own_place(Index m, Index n, Index parts) {
  constexpr Index kStrip = 8;
  const Index across = tiles_along(n, Cut::kColumns), down = tiles_along(m, Cut::kRows);
  const Index number = blockIdx.x % (across * down), stack = blockIdx.x / (across * down);
  const Index first = number / (kStrip * across) * kStrip, in_strip = number % (kStrip * across);
  const Index height = down - first < kStrip ? down - first : kStrip;
  return {stack / parts, stack % parts, (first + in_strip % height) * Cut::kRows,
          in_strip / height * Cut::kColumns};
}

}  // namespace gradus::cuda
