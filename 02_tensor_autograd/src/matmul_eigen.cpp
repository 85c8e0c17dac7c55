// Eigen's matrix product, the yardstick for our own: Eigen's blocked, vectorised kernel on one
// slice of the result a thread. Measured against the three loops with `learn bench 02`.
#define EIGEN_DONT_PARALLELIZE
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored \
    "-Wmaybe-uninitialized"  // a false report of GCC 12 on its own AVX-512 header (bug 105593)
#endif
#include "matmul.h"

#include <gradus/common/threads.h>

#include <Eigen/Core>
#include <algorithm>

namespace gradus {
namespace {

// A matrix in memory whose rows or columns have no gaps between their elements.
template <class T>
struct Matrix {
  T* data;
  Index rows, columns, stride;
  bool row_major;
};

template <class T, int Order>
auto map(const Matrix<T>& matrix) {
  using Plain = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Order>;
  using Maybe = std::conditional_t<std::is_const_v<T>, const Plain, Plain>;
  return Eigen::Map<Maybe, 0, Eigen::OuterStride<>>(matrix.data, matrix.rows, matrix.columns,
                                                    Eigen::OuterStride<>(matrix.stride));
}

// c = a * b for a row-major c.
template <class T>
void product(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<T>& c) {
  auto out = map<T, Eigen::RowMajor>(c);
  if (a.row_major && b.row_major)
    out.noalias() = map<const T, Eigen::RowMajor>(a) * map<const T, Eigen::RowMajor>(b);
  if (a.row_major && !b.row_major)
    out.noalias() = map<const T, Eigen::RowMajor>(a) * map<const T, Eigen::ColMajor>(b);
  if (!a.row_major && b.row_major)
    out.noalias() = map<const T, Eigen::ColMajor>(a) * map<const T, Eigen::RowMajor>(b);
  if (!a.row_major && !b.row_major)
    out.noalias() = map<const T, Eigen::ColMajor>(a) * map<const T, Eigen::ColMajor>(b);
}

template <class T>
Matrix<T> transposed(const Matrix<T>& matrix) {
  return {matrix.data, matrix.columns, matrix.rows, matrix.stride, !matrix.row_major};
}

template <class T>
Matrix<T> part(const Matrix<T>& matrix, Index row, Index rows, Index column, Index columns) {
  const Index offset =
      matrix.row_major ? row * matrix.stride + column : row + column * matrix.stride;
  return {matrix.data + offset, rows, columns, matrix.stride, matrix.row_major};
}

// Splits the longer side of c over the threads.
template <class T>
void parallel_product(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<T>& c) {
  constexpr Index kTile = 16;
  const bool by_rows = c.rows >= c.columns;
  const Index length = by_rows ? c.rows : c.columns;
  const Index tiles = (length + kTile - 1) / kTile;
  const Index tile_work = kTile * a.columns * (by_rows ? c.columns : c.rows);
  constexpr Index kWorth = 200'000;  // multiplications that take longer than waking a thread
  parallel_for(0, tiles, std::max<Index>(1, kWorth / std::max<Index>(1, tile_work)),
               [&](Index begin, Index end) {
                 const Index first = begin * kTile, count = std::min(end * kTile, length) - first;
                 if (by_rows)
                   product(part(a, first, count, 0, a.columns), b,
                           part(c, first, count, 0, c.columns));
                 else
                   product(a, part(b, 0, b.rows, first, count), part(c, 0, c.rows, first, count));
               });
}

// The stride of rows (or columns) that have no gaps; 0 when neither has none.
bool has_unit_stride(Index rows, Index columns, Index row_stride, Index column_stride) {
  return (column_stride == 1 && (row_stride >= columns || rows <= 1)) || columns <= 1 ||
         (row_stride == 1 && (column_stride >= rows)) || rows <= 1;
}

template <class T>
Matrix<T> as_matrix(T* data, Index rows, Index columns, Index row_stride, Index column_stride) {
  if (column_stride == 1 && (row_stride >= columns || rows <= 1))
    return {data, rows, columns, std::max(row_stride, columns), true};
  if (row_stride == 1 && (column_stride >= rows || columns <= 1))
    return {data, rows, columns, std::max(column_stride, rows), false};
  // A single column (or row) with steps in between: its elements lie `stride` apart in the other
  // order.
  if (columns <= 1) return {data, rows, columns, std::max<Index>(row_stride, 1), true};
  return {data, rows, columns, std::max<Index>(column_stride, 1), false};
}

template <class T>
const T* packed(const T* from, Index rows, Index columns, Index row_stride, Index column_stride,
                T* to) {
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < columns; ++j)
      to[i * columns + j] = from[i * row_stride + j * column_stride];
  return to;
}

// Element counts of the copies of a, b and c that a call needs because neither stride is 1.
struct Copies {
  Index count[3];
};
Copies copies_of(const Matrices& size) {
  const Index rows[] = {size.m, size.k, size.m}, columns[] = {size.k, size.n, size.n};
  Copies copies{};
  for (int i = 0; i < 3; ++i)
    if (!has_unit_stride(rows[i], columns[i], size.row_stride[i], size.column_stride[i]))
      copies.count[i] = rows[i] * columns[i];
  return copies;
}

}  // namespace

template <class T>
std::size_t matmul_eigen_workspace(const KernelCall& call) {
  const Copies copies = copies_of(matrices_of(call));
  return static_cast<std::size_t>(copies.count[0] + copies.count[1] + copies.count[2]) * sizeof(T);
}

template <class T>
void matmul_eigen(const KernelCall& call) {
  const Matrices size = matrices_of(call);
  const Copies copies = copies_of(size);
  T* scratch = reinterpret_cast<T*>(call.workspace);
  for (Index matrix = 0; matrix < numel(size.batch); ++matrix) {
    const Dims at = unravel(matrix, size.batch);
    const T* a = call.in(0).data<T>() + offset_of(at, size.batch_strides[0]);
    const T* b = call.in(1).data<T>() + offset_of(at, size.batch_strides[1]);
    T* c = call.out().data<T>() + offset_of(at, size.batch_strides[2]);
    Matrix<const T> left = as_matrix(a, size.m, size.k, size.row_stride[0], size.column_stride[0]);
    Matrix<const T> right = as_matrix(b, size.k, size.n, size.row_stride[1], size.column_stride[1]);
    Matrix<T> result = as_matrix(c, size.m, size.n, size.row_stride[2], size.column_stride[2]);
    if (copies.count[0])
      left = {packed(a, size.m, size.k, size.row_stride[0], size.column_stride[0], scratch), size.m,
              size.k, size.k, true};
    if (copies.count[1])
      right = {packed(b, size.k, size.n, size.row_stride[1], size.column_stride[1],
                      scratch + copies.count[0]),
               size.k, size.n, size.n, true};
    if (copies.count[2])
      result = {scratch + copies.count[0] + copies.count[1], size.m, size.n, size.n, true};

    if (result.row_major)
      parallel_product(left, right, result);
    else  // (a b)^T = b^T a^T
      parallel_product(transposed(right), transposed(left), transposed(result));

    if (copies.count[2])
      for (Index i = 0; i < size.m; ++i)
        for (Index j = 0; j < size.n; ++j)
          c[i * size.row_stride[2] + j * size.column_stride[2]] = result.data[i * size.n + j];
  }
}

template void matmul_eigen<float>(const KernelCall&);
template void matmul_eigen<double>(const KernelCall&);
template std::size_t matmul_eigen_workspace<float>(const KernelCall&);
template std::size_t matmul_eigen_workspace<double>(const KernelCall&);

}  // namespace gradus
