#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

// The sizes and strides of a call of matmul; index 0 is a, 1 is b, 2 is the result c.
struct Matrices {
  Index m = 0, k = 0, n = 0;
  Index row_stride[3] = {}, column_stride[3] = {};
  Shape batch;
  Strides batch_strides[3];
};
Matrices matrices_of(const KernelCall& call);

// The blocked kernel (matmul_blocked.cpp).
template <class T>
void matmul_blocked(const KernelCall& call);
template <class T>
std::size_t matmul_blocked_workspace(const KernelCall& call);

// Eigen's kernel (matmul_eigen.cpp).
template <class T>
void matmul_eigen(const KernelCall& call);
template <class T>
std::size_t matmul_eigen_workspace(const KernelCall& call);

}  // namespace gradus
