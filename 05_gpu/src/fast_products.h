#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus::cuda {

// A thread computes 8 x 8 outputs (matmul_registers.cu).
template <class T>
void matmul_registers(const KernelCall& call);

// Loads of 16 bytes, and tiles of warps (matmul_vectorised.cu).
template <class T>
void matmul_vectorised(const KernelCall& call);

// Copies while the threads multiply (matmul_async.cu).
template <class T>
void matmul_async(const KernelCall& call);
template <class T>
std::size_t matmul_async_workspace(const KernelCall& call);

// The same with x and the transposed weight, and a bias (matmul_async.cu).
template <class T>
void linear_async(const KernelCall& call);
template <class T>
std::size_t linear_async_workspace(const KernelCall& call);

}  // namespace gradus::cuda
