#pragma once
#include <gradus/cnn/batch_norm.h>

namespace gradus {

// The kernels of ops::batch_norm_rows, batch_norm_again, affine_rows and batch_norm_rows_backward,
// and the scratch memory that each of them needs.
template <class T>
void batch_norm_rows_kernel(const KernelCall& call);
template <class T>
void batch_norm_again_kernel(const KernelCall& call);
template <class T>
void affine_rows_kernel(const KernelCall& call);
template <class T>
void batch_norm_backward_kernel(const KernelCall& call);
template <class T>
std::size_t batch_norm_scratch(const KernelCall& call);

}  // namespace gradus
