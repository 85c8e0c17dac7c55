#pragma once
// Where the matrices of a stack of products lie, for kernels.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/operation.h>

#include <cstdint>

namespace gradus::cuda {

/// Three matrices of one product.
template <class T>
struct Matrices {
  const T *a, *b;
  T* c;
};

/// Matrix products c = a b, one for each index of the axes in front; a is m x k, b is k x n.
/// In arrays of three, 0 is a, 1 is b and 2 is c.
template <class T>
struct Products {
  Matrices<T> first;
  Index m = 0, n = 0, k = 0;
  Index row[3] = {}, column[3] = {};  // from row to row, from column to column
  Index count = 1;                    // products
  int axes = 0;                       // in front,
  Index size[kMaxRank] = {}, stride[3][kMaxRank] = {};

  /// The matrices of product number `i`.
  __host__ __device__ Matrices<T> at(Index i) const {
    auto [a, b, c] = first;
    // exercise: matmul-tiles/stack
    //| Take the number apart as in Walk::offsets, the last axis first. Along each axis a, b and c move by strides of
    //| their own; where a matrix is used again and again, its stride is 0.
    for (int axis = axes - 1; axis >= 0; --axis) {
      const Index index = i % size[axis];
      i /= size[axis];
      a += index * stride[0][axis];
      b += index * stride[1][axis];
      c += index * stride[2][axis];
    }
    // end exercise
    return {a, b, c};
  }
};

/// The products of a call of matmul. Where all rows of a stack meet one and the same b, they are
/// the rows of one larger product.
template <class T>
Products<T> products_of(const KernelCall& call) {
  const Array* arrays[] = {&call.in(0), &call.in(1), &call.out()};
  const int rank = call.out().rank();
  Products<T> p;
  p.first = {arrays[0]->data<T>(), arrays[1]->data<T>(), arrays[2]->data<T>()};
  p.m = call.out().shape()[rank - 2];
  p.n = call.out().shape()[rank - 1];
  p.k = call.in(0).shape()[rank - 1];
  p.axes = rank - 2;
  for (int i = 0; i < 3; ++i) {
    p.row[i] = arrays[i]->strides()[rank - 2];
    p.column[i] = arrays[i]->strides()[rank - 1];
    for (int axis = 0; axis < p.axes; ++axis) p.stride[i][axis] = arrays[i]->strides()[axis];
  }
  for (int axis = 0; axis < p.axes; ++axis) p.size[axis] = call.out().shape()[axis];
  while (p.axes > 0) {
    const int last = p.axes - 1;
    if (p.stride[1][last] != 0 || p.stride[0][last] != p.m * p.row[0] ||
        p.stride[2][last] != p.m * p.row[2])
      break;
    p.m *= p.size[last];
    --p.axes;
  }
  for (int axis = 0; axis < p.axes; ++axis) p.count *= p.size[axis];
  return p;
}

/// The tile of outputs that a block computes: which product, and its first row and column. Blocks
/// are numbered along the rows of tiles.
struct Tile {
  Index product, row, column;
};

/// How many tiles of `size` there are along an axis.
__host__ __device__ inline Index tiles_along(Index axis, int size) {
  return (axis + size - 1) / size;
}

/// The tile of the block that calls it.
template <class T>
__device__ Tile own_tile(const Products<T>& p, int rows, int columns) {
  const Index across = tiles_along(p.n, columns), down = tiles_along(p.m, rows);
  const Index line = blockIdx.x / across;
  return {line / down, line % down * rows, blockIdx.x % across * columns};
}

/// How many blocks that takes.
template <class T>
unsigned tiles_of(const Products<T>& p, int rows, int columns) {
  const Index tiles = p.count * tiles_along(p.m, rows) * tiles_along(p.n, columns);
  if (tiles > INT32_MAX) fail("matmul: ", tiles, " tiles are more than a grid has blocks");
  return static_cast<unsigned>(tiles);
}

}  // namespace gradus::cuda
