#include "matmul.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/matmul.h>

namespace gradus {

Matrices matrices_of(const KernelCall& call) {
  const Layout &a = call.in(0).layout, &b = call.in(1).layout, &c = call.out().layout;
  const int rank = a.rank();
  Matrices all;
  all.m = a.shape[rank - 2];
  all.k = a.shape[rank - 1];
  all.n = b.shape[rank - 1];
  const Layout* layouts[] = {&a, &b, &c};
  for (int i = 0; i < 3; ++i) {
    all.row_stride[i] = layouts[i]->strides[rank - 2];
    all.column_stride[i] = layouts[i]->strides[rank - 1];
    for (int axis = 0; axis + 2 < rank; ++axis)
      all.batch_strides[i].push_back(layouts[i]->strides[axis]);
  }
  for (int axis = 0; axis + 2 < rank; ++axis) all.batch.push_back(a.shape[axis]);
  return all;
}

namespace {

void infer_matmul(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array &a = *inputs[0], &b = *inputs[1];
  const int rank = a.rank();
  if (rank < 2 || b.rank() != rank)
    fail(op.name(), ": needs two tensors of the same rank, at least 2: ", a.shape(), " x ",
         b.shape());
  if (!(a.dtype == b.dtype))
    fail(op.name(), ": dtypes differ: ", a.dtype, " x ", b.dtype, "; convert one with to(dtype)");
  const Index inner_a = a.shape()[rank - 1], inner_b = b.shape()[rank - 2];
  if (inner_a != inner_b)
    fail(op.name(), ": inner sizes differ: ", a.shape(), " x ", b.shape(), " (", inner_a,
         " != ", inner_b, ")");
  Shape shape = a.shape();
  for (int axis = 0; axis + 2 < rank; ++axis)
    if (shape[axis] != b.shape()[axis])
      fail(op.name(), ": batch sizes differ: ", a.shape(), " x ", b.shape(),
           "; broadcast them first");
  shape[rank - 1] = b.shape()[rank - 1];
  outputs.push_back({shape, contiguous_strides(shape), a.dtype});
}

template <class T>
void matmul_naive(const KernelCall& call) {
  const Matrices size = matrices_of(call);
  for (Index matrix = 0; matrix < numel(size.batch); ++matrix) {
    const Dims at = unravel(matrix, size.batch);
    const T* a = call.in(0).data<T>() + offset_of(at, size.batch_strides[0]);
    const T* b = call.in(1).data<T>() + offset_of(at, size.batch_strides[1]);
    T* c = call.out().data<T>() + offset_of(at, size.batch_strides[2]);
    // exercise: matmul/three-loops
    //| c[i, j] = sum over k of a[i, k] * b[k, j]. Element [i, j] of matrix x (0: a, 1: b, 2: c) lies at
    //| i * size.row_stride[x] + j * size.column_stride[x]; a is size.m by size.k, b size.k by size.n. Write every c,
    //| also when k is 0.
    for (Index i = 0; i < size.m; ++i) {
      for (Index j = 0; j < size.n; ++j) {
        T total = 0;
        for (Index k = 0; k < size.k; ++k)
          total += a[i * size.row_stride[0] + k * size.column_stride[0]] *
                   b[k * size.row_stride[1] + j * size.column_stride[1]];
        c[i * size.row_stride[2] + j * size.column_stride[2]] = total;
      }
    }
    // end exercise
  }
}

}  // namespace

namespace ops {
Operation matmul("matmul", infer_matmul,
                 {{cpu, float32, "blocked", matmul_blocked<float>, matmul_blocked_workspace<float>},
                  {cpu, float64, "blocked", matmul_blocked<double>,
                   matmul_blocked_workspace<double>},
                  {cpu, float32, "eigen", matmul_eigen<float>, matmul_eigen_workspace<float>},
                  {cpu, float64, "eigen", matmul_eigen<double>, matmul_eigen_workspace<double>},
                  {cpu, float32, "naive", matmul_naive<float>},
                  {cpu, float64, "naive", matmul_naive<double>}});
}  // namespace ops

}  // namespace gradus
