#pragma once
#include <gradus/tensor_autograd/shape.h>

namespace gradus {

/// The sizes and strides of a matrix product c = a b on bare memory; index 0 is a, 1 is b, 2 is c.
/// For kernels that need a product on the way.
struct MatrixProduct {
  Index m = 0, k = 0, n = 0;    ///< a is m x k, b is k x n, c is m x n
  Index row_stride[3] = {};     ///< from row to row
  Index column_stride[3] = {};  ///< from column to column
  bool add = false;             ///< c += a b

  /// Whether columns of c have no gaps and its rows do.
  bool transposed() const { return row_stride[2] == 1 && column_stride[2] != 1; }
};

/// c = a b, or c += a b, by the blocked kernel of ops::matmul. T is float or double.
/// @param size sizes and strides
/// @param workspace as many numbers as matrix_product_workspace() says, aligned to 64 bytes
template <class T>
void matrix_product(const MatrixProduct& size, const T* a, const T* b, T* c, T* workspace);
/// How many numbers of scratch memory that needs, for a product of this `size`.
template <class T>
Index matrix_product_workspace(const MatrixProduct& size);

}  // namespace gradus
