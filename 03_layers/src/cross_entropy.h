#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

// The kernels of cross-entropy (cross_entropy.cpp).
template <class T>
std::size_t cross_entropy_workspace(const KernelCall& call);
template <class T>
void cross_entropy_kernel(const KernelCall& call);
template <class T>
void cross_entropy_backward_kernel(const KernelCall& call);

}  // namespace gradus
