#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

/// ops::conv2d by a matrix of all windows of an image, and one matrix product for each image. T is
/// float or double.
/// @param call images, weights and perhaps a bias
template <class T>
void conv2d_im2col(const KernelCall& call);
/// How many bytes of scratch memory that needs.
/// @param call what conv2d_im2col() will get
template <class T>
std::size_t conv2d_im2col_workspace(const KernelCall& call);

}  // namespace gradus
