#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

// The windows as a matrix, and one matrix product for each image (im2col.cpp).
template <class T>
void conv2d_im2col(const KernelCall& call);
template <class T>
std::size_t conv2d_im2col_workspace(const KernelCall& call);

}  // namespace gradus
