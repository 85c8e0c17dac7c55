#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

// The windows as a view, copied by whoever cannot read it where it lies (strided_convolution.cpp).
template <class T>
void conv2d_strided(const KernelCall& call);
template <class T>
std::size_t conv2d_strided_workspace(const KernelCall& call);

}  // namespace gradus
