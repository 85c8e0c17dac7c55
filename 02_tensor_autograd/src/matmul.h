#pragma once
#include <gradus/tensor_autograd/matrix_product.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

// The products of a call of matmul: one for each index of the axes in front.
struct Matrices : MatrixProduct {
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
