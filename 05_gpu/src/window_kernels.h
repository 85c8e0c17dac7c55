#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus::cuda {

struct Windows;
template <class T>
struct Images;

// A thread an output (convolution_forward.cu).
template <class T>
void conv2d_direct(const KernelCall& call);

// The windows of outputs first, first + 1, ... as rows of a matrix.
template <class T>
void write_windows(const Windows& w, const Images<const T>& images, Index first, Index count,
                   T* matrix);

}  // namespace gradus::cuda
