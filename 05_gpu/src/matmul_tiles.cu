// The first rungs of the matrix product: which thread computes what, and tiles in shared memory.
//
//   naive      one thread an output; the lanes of a warp have neighbouring rows
//   coalesced  the same, but neighbouring columns: a warp's loads and stores are one piece each
//   shared     a block loads tiles of a and b once for all of its outputs
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/matmul_tiles.h>
#include <gradus/tensor_autograd/matmul.h>

#include "products.cuh"

namespace gradus::cuda {
namespace {

constexpr int kTile = 32, kLines = 8;

// One element of a product.
template <class T>
__device__ void element(const Products<T>& p, const Matrices<T>& of, Index i, Index j) {
  // exercise: matmul-tiles/element
  //| c[i, j] = sum over k of a[i, k] * b[k, j]. Element [i, j] of of.a lies at i * p.row[0] + j * p.column[0]; 1
  //| is for of.b, 2 for of.c. Not every thread has an output: c is p.m x p.n.
  if (i >= p.m || j >= p.n) return;
  T total = 0;
  for (Index k = 0; k < p.k; ++k)
    total += of.a[i * p.row[0] + k * p.column[0]] * of.b[k * p.row[1] + j * p.column[1]];
  of.c[i * p.row[2] + j * p.column[2]] = total;
  // end exercise
}

template <class T>
__global__ void naive_kernel(Products<T> p) {
  const Tile tile = own_tile(p, kTile, kLines);
  element(p, p.at(tile.product), tile.row + threadIdx.x, tile.column + threadIdx.y);
}

template <class T>
__global__ void coalesced_kernel(Products<T> p) {
  const Tile tile = own_tile(p, kLines, kTile);
  const Matrices<T> of = p.at(tile.product);
  // exercise: matmul-tiles/coalesced
  //| The block is 32 threads in x by 8 in y, and computes 8 rows and 32 columns. The 32 lanes of a warp have one
  //| threadIdx.y: let what they load of b, and store, lie side by side.
  element(p, of, tile.row + threadIdx.y, tile.column + threadIdx.x);
  // end exercise
}

// Where a number of a tile lies in shared memory.
__device__ int place(int row, int column) {
  // exercise: matmul-tiles/place
  //| Row by row; there is room for kTile + 1 numbers in each. There are 32 banks; number i lies in bank i % 32. The 32
  //| lanes read or write a row of a tile at once, or a column: in neither may two of them meet in a bank.
  return row * (kTile + 1) + column;
  // end exercise
}

template <class T>
__global__ void shared_kernel(Products<T> p) {
  __shared__ T a_tile[kTile * (kTile + 1)], b_tile[kTile * (kTile + 1)];
  const Tile tile = own_tile(p, kTile, kTile);
  const auto [a, b, c] = p.at(tile.product);
  const int x = threadIdx.x, y = threadIdx.y;
  const Index i = tile.row + y, j = tile.column + x;
  // Lanes load neighbours: of a row, or, where the operand lies transposed, of a column.
  const bool turn_a = p.row[0] == 1, turn_b = p.row[1] == 1;
  const int a_row = turn_a ? x : y, a_column = turn_a ? y : x;
  const int b_row = turn_b ? x : y, b_column = turn_b ? y : x;
  T total = 0;
  for (Index k = 0; k < p.k; k += kTile) {
    // exercise: matmul-tiles/load
    //| Two numbers a thread: row a_row, column a_column of a's tile, whose first element is a[tile.row, k], and the same
    //| for b, whose tile begins at b[k, tile.column]. In shared memory they go to their place(row, column). What
    //| lies outside of the matrix (p.m, p.n, p.k) counts as 0.
    const Index row = tile.row + a_row, column = tile.column + b_column;
    a_tile[place(a_row, a_column)] =
        row < p.m && k + a_column < p.k ? a[row * p.row[0] + (k + a_column) * p.column[0]] : T(0);
    b_tile[place(b_row, b_column)] =
        k + b_row < p.k && column < p.n ? b[(k + b_row) * p.row[1] + column * p.column[1]] : T(0);
    // end exercise
    // exercise: matmul-tiles/product
    //| Add the products of row y of a's tile and column x of b's tile to `total`. Every number of a tile was loaded by
    //| another thread; and the next round overwrites the tiles.
    __syncthreads();
    for (int l = 0; l < kTile; ++l) {
      total += a_tile[place(y, l)] * b_tile[place(l, x)];
    }
    __syncthreads();
    // end exercise
  }
  if (i < p.m && j < p.n) c[i * p.row[2] + j * p.column[2]] = total;
}

template <class T>
void naive(const KernelCall& call) {
  const Products<T> p = products_of<T>(call);
  if (call.out().numel() == 0) return;
  naive_kernel<T><<<tiles_of(p, kTile, kLines), dim3(kTile, kLines), 0, current_stream()>>>(p);
  check_launch("matmul (naive)");
}

template <class T>
void coalesced(const KernelCall& call) {
  const Products<T> p = products_of<T>(call);
  if (call.out().numel() == 0) return;
  coalesced_kernel<T><<<tiles_of(p, kLines, kTile), dim3(kTile, kLines), 0, current_stream()>>>(p);
  check_launch("matmul (coalesced)");
}

template <class T>
void shared(const KernelCall& call) {
  const Products<T> p = products_of<T>(call);
  if (call.out().numel() == 0) return;
  shared_kernel<T><<<tiles_of(p, kTile, kTile), dim3(kTile, kTile), 0, current_stream()>>>(p);
  check_launch("matmul (shared)");
}

template <class T>
void add_tiles() {
  ops::matmul.add_kernel({gpu, dtype_of<T>, "shared", shared<T>});
  ops::matmul.add_kernel({gpu, dtype_of<T>, "coalesced", coalesced<T>});
  ops::matmul.add_kernel({gpu, dtype_of<T>, "naive", naive<T>});
}

}  // namespace

void register_matmul_tiles() {
  static const bool done = [] {
    add_tiles<float>();
    add_tiles<double>();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
