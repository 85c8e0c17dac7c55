#pragma once
// Many values become one: what the threads of a warp and of a block do together.
//
// A Fold says what is joined, as chapter 02's do:
//   Value            the type of a result, and of the parts of one
//   nothing()        what changes nothing when it is joined: 0 for a sum
//   add(own, x, i)   own, and one element more: x, which is number i of its result
//   join(a, b)       two parts together; the order of a and b must not matter
//
// A Value is trivial (it lies in shared memory) and consists of whole 4 bytes, or is a number.
#include <cuda_runtime.h>
#include <gradus/common/error.h>
#include <gradus/gpu/launch.h>

#include <cstring>
#include <type_traits>

namespace gradus::cuda {

inline constexpr int kWarp = 32;
/// All lanes of a warp take part.
inline constexpr unsigned kAllLanes = 0xffffffffu;

/// The value of the lane whose number differs in the bits of `lanes`. The hardware exchanges 4 or 8
/// bytes at a time; larger values go in parts.
template <class T>
__device__ T shuffle_xor(const T& value, int lanes) {
  if constexpr (std::is_arithmetic_v<T>) {
    return static_cast<T>(__shfl_xor_sync(kAllLanes, value, lanes));
  } else {
    static_assert(sizeof(T) % sizeof(int) == 0);
    int part[sizeof(T) / sizeof(int)];
    memcpy(part, &value, sizeof value);
    for (int& bits : part) bits = __shfl_xor_sync(kAllLanes, bits, lanes);
    T other;
    memcpy(&other, part, sizeof other);
    return other;
  }
}

/// The values of `count` neighbouring lanes joined, in each of them. A power of two, at most a
/// warp; all lanes of the warp must be here, whatever they have.
template <class Fold>
__device__ typename Fold::Value warp_reduce(typename Fold::Value value, int count = kWarp) {
  // exercise: reductions/warp
  //| No shared memory, no barrier: shuffle_xor(value, n) is the value of the lane whose number differs from mine in the bit
  //| n. Join with the lane half of `count` away, then with the one a quarter away, and so on: in the end each lane has all
  //| of them.
  for (int other = count / 2; other > 0; other /= 2)
    value = Fold::join(value, shuffle_xor(value, other));
  return value;
  // end exercise
}

/// The values of `count` threads `step` apart joined, in the first of them, through shared memory:
/// the others keep parts. `count` is a power of two; `part` has room for every thread of the block,
/// all of whom must be here.
template <class Fold>
__device__ typename Fold::Value tree_reduce(typename Fold::Value value, int count, int step,
                                            typename Fold::Value* part) {
  const int thread = threadIdx.y * blockDim.x + threadIdx.x, place = thread / step % count;
  // exercise: reductions/tree
  //| Each thread lays its value down, part[thread]. Then the first half of the `count` places takes in the second half,
  //| then a quarter the next quarter, down to one; the neighbour n places further is part[thread + n * step]. Nobody may read
  //| what its neighbour has not yet written.
  part[thread] = value;
  __syncthreads();
  for (int half = count / 2; half > 0; half /= 2) {
    if (place < half) part[thread] = Fold::join(part[thread], part[thread + half * step]);
    __syncthreads();
  }
  return part[thread];
  // end exercise
}

/// The values of all threads of the block joined, in each of them: warp by warp, then the warps'
/// results. The block is one row of whole warps, and all of its threads must be here; `part` has
/// room for kWarp values, which some threads may still be reading when others return.
template <class Fold>
__device__ typename Fold::Value block_reduce(typename Fold::Value value,
                                             typename Fold::Value* part) {
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, warps = blockDim.x / kWarp;
  // exercise: reductions/block
  //| warp_reduce joins what a warp has. One lane of each warp puts the result into part[warp]; when all have, every warp
  //| joins these: lane number n takes part[n], if there is such a warp.
  value = warp_reduce<Fold>(value);
  if (lane == 0) part[warp] = value;
  __syncthreads();
  return warp_reduce<Fold>(lane < warps ? part[lane] : Fold::nothing());
  // end exercise
}

/// The values of a row's threads joined, in each of them: blockDim.x threads work on it, as
/// threads_for_row says. `part` as for block_reduce.
template <class Fold>
__device__ typename Fold::Value row_reduce(typename Fold::Value value, typename Fold::Value* part) {
  return blockDim.x <= kWarp ? warp_reduce<Fold>(value, blockDim.x)
                             : block_reduce<Fold>(value, part);
}

}  // namespace gradus::cuda
