// A matrix product with tiles in registers: each number that a thread loads from shared memory is
// used 8 times.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/tensor_autograd/matmul.h>

#include "fast_products.h"
#include "fragments.cuh"

namespace gradus::cuda {
namespace {

constexpr int kSide = 16;  // threads along an axis of the block

// Each thread computes Each x Each outputs, 16 rows and 16 columns apart.
template <class T, int Each>
__global__ void __launch_bounds__(kSide* kSide) registers_kernel(Products<T> p) {
  constexpr int kSize = kSide * Each;
  __shared__ T a_tile[kDepth][kSize + 1], b_tile[kDepth][kSize + 1];
  const Tile tile = own_tile(p, kSize, kSize);
  const auto [a, b, c] = p.at(tile.product);
  const int x = threadIdx.x % kSide, y = threadIdx.x / kSide;
  // Along what the operand lies without gaps, go the lanes.
  const bool a_down = p.row[0] == 1, b_down = p.row[1] == 1;
  T total[Each][Each] = {};
  for (Index k = 0; k < p.k; k += kDepth) {
    for (int i = threadIdx.x; i < kSize * kDepth; i += kSide * kSide) {
      const int a_row = a_down ? i % kSize : i / kDepth, a_k = a_down ? i / kSize : i % kDepth;
      const Index row = tile.row + a_row;
      a_tile[a_k][a_row] =
          row < p.m && k + a_k < p.k ? a[row * p.row[0] + (k + a_k) * p.column[0]] : T(0);
      const int b_column = b_down ? i / kDepth : i % kSize, b_k = b_down ? i % kDepth : i / kSize;
      const Index column = tile.column + b_column;
      b_tile[b_k][b_column] =
          column < p.n && k + b_k < p.k ? b[(k + b_k) * p.row[1] + column * p.column[1]] : T(0);
    }
    __syncthreads();
#pragma unroll
    for (int l = 0; l < kDepth; ++l) {
      // exercise: matmul-registers/outer-product
      //| Load Each numbers of a_tile[l], those of the rows y, y + kSide, ..., and Each of b_tile[l], those of the columns
      //| x, x + kSide, ...; then add the product of row number i and column number j to total[i][j], for all i and j. A
      //| number must be loaded once. `#pragma unroll` before the loops keeps the arrays in registers.
      T left[Each], right[Each];
#pragma unroll
      for (int i = 0; i < Each; ++i) {
        left[i] = a_tile[l][y + i * kSide];
        right[i] = b_tile[l][x + i * kSide];
      }
#pragma unroll
      for (int i = 0; i < Each; ++i)
#pragma unroll
        for (int j = 0; j < Each; ++j) total[i][j] += left[i] * right[j];
      // end exercise
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < Each; ++i)
#pragma unroll
    for (int j = 0; j < Each; ++j) {
      const Index row = tile.row + y + i * kSide, column = tile.column + x + j * kSide;
      if (row < p.m && column < p.n) c[row * p.row[2] + column * p.column[2]] = total[i][j];
    }
}

template <class T, int Each>
void launch(const Products<T>& p) {
  constexpr int kSize = kSide * Each;
  registers_kernel<T, Each><<<tiles_of(p, kSize, kSize), kSide * kSide, 0, current_stream()>>>(p);
  check_launch("matmul (registers)");
}

}  // namespace

template <class T>
void matmul_registers(const KernelCall& call) {
  const Products<T> p = products_of<T>(call);
  if (call.out().numel() == 0) return;
  if (p.m <= 64 || p.n <= 64 || sizeof(T) > 4)
    launch<T, 4>(p);
  else
    launch<T, 8>(p);
}

template void matmul_registers<float>(const KernelCall&);
template void matmul_registers<double>(const KernelCall&);

}  // namespace gradus::cuda
