// A matrix product that moves 16 bytes at a time: from global memory to registers, from there to
// shared memory (turned where k is the near index), and from shared memory to the multiplications.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/tensor_autograd/matmul.h>

#include "fast_products.h"
#include "fragments.cuh"

namespace gradus::cuda {
namespace {

// An operand as [outer, inner]: a's rows or b's columns, and k.
template <class T>
struct Side {
  const T* data;
  Index outer, inner, outers, inners;  // strides and sizes
  bool packs;                          // along the axis whose stride is 1
};

// Loads [kDepth, Outers] numbers of an operand into a tile, from outer index `o` and inner index
// `k` on.
template <class T, int Outers, int Threads>
__device__ void load(const Side<T>& side, Index o, Index k, T* tile) {
  using Piece = Pack<T, kPack<T>>;
  constexpr int kStride = padded<T>(Outers);
  if (side.packs && side.inner == 1) {
    constexpr int kQuads = kDepth / kPack<T>;
    for (int i = threadIdx.x; i < Outers * kQuads; i += Threads) {
      const int at = i % kQuads * kPack<T>, to = i / kQuads;
      Piece piece = {};
      if (o + to < side.outers && k + at < side.inners)
        piece = *reinterpret_cast<const Piece*>(side.data + (o + to) * side.outer + k + at);
      // exercise: matmul-registers/turn
      //| `piece` has kPack<T> steps of k, from at on, of outer index `to`. A tile has all outer indices of step 0, then
      //| those of step 1, and so on, kStride numbers apart.
      for (int x = 0; x < kPack<T>; ++x) tile[(at + x) * kStride + to] = piece.item[x];
      // end exercise
    }
  } else if (side.packs) {
    constexpr int kPieces = Outers / kPack<T>;
    for (int i = threadIdx.x; i < kPieces * kDepth; i += Threads) {
      const int to = i % kPieces * kPack<T>, at = i / kPieces;
      Piece piece = {};
      if (o + to < side.outers && k + at < side.inners)
        piece = *reinterpret_cast<const Piece*>(side.data + (o + to) + (k + at) * side.inner);
      *reinterpret_cast<Piece*>(tile + at * kStride + to) = piece;
    }
  } else {
    for (int i = threadIdx.x; i < Outers * kDepth; i += Threads) {
      const int at = i % kDepth, to = i / kDepth;
      tile[at * kStride + to] = o + to < side.outers && k + at < side.inners
                                    ? side.data[(o + to) * side.outer + (k + at) * side.inner]
                                    : T(0);
    }
  }
}

template <class T, class Cut>
__global__ void __launch_bounds__(Cut::kThreads)
    vectorised_kernel(Products<T> p, MatrixOut<T> out, bool packs_a, bool packs_b) {
  __shared__ alignas(16) T a_tile[kDepth * padded<T>(Cut::kRows)],
      b_tile[kDepth * padded<T>(Cut::kColumns)];
  const Tile tile = own_tile(p, Cut::kRows, Cut::kColumns);
  const Matrices<T> of = p.at(tile.product);
  out.data = of.c;
  const Side<T> a{of.a, p.row[0], p.column[0], p.m, p.k, packs_a};
  const Side<T> b{of.b, p.column[1], p.row[1], p.n, p.k, packs_b};
  Sums<T, Cut> sums;
  for (Index k = 0; k < p.k; k += kDepth) {
    load<T, Cut::kRows, Cut::kThreads>(a, tile.row, k, a_tile);
    load<T, Cut::kColumns, Cut::kThreads>(b, tile.column, k, b_tile);
    __syncthreads();
    sums.multiply(a_tile, b_tile);
    __syncthreads();
  }
  sums.store(out, tile.row, tile.column);
}

// Whether 16 bytes can be loaded at once, along outer or inner, with nothing left over.
template <class T>
bool in_packs(const T* data, Index outer, Index inner, Index outers, Index inners) {
  if (inner == 1) return inners % kPack<T> == 0 && lines_in_packs(data, outers, outer);
  return outer == 1 && outers % kPack<T> == 0 && lines_in_packs(data, inners, inner);
}

template <class T, class Cut>
void launch(const Products<T>& p) {
  const bool a = in_packs(p.first.a, p.row[0], p.column[0], p.m, p.k) && stack_in_packs(p, 0);
  const bool b = in_packs(p.first.b, p.column[1], p.row[1], p.n, p.k) && stack_in_packs(p, 1);
  vectorised_kernel<T, Cut>
      <<<tiles_of(p, Cut::kRows, Cut::kColumns), Cut::kThreads, 0, current_stream()>>>(p, out_of(p),
                                                                                       a, b);
  check_launch("matmul (vectorised)");
}

}  // namespace

template <class T>
void matmul_vectorised(const KernelCall& call) {
  const Products<T> p = products_of<T>(call);
  if (call.out().numel() == 0) return;
  if (p.m <= 64 || p.n <= 64 || sizeof(T) > 4)
    launch<T, Cut<64, 64, 32, 32, 4>>(p);
  else
    launch<T, Cut<128, 128, 32, 64, 2>>(p);
}

template void matmul_vectorised<float>(const KernelCall&);
template void matmul_vectorised<double>(const KernelCall&);

}  // namespace gradus::cuda
