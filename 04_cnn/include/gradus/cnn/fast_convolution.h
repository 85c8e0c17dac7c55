#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

/// ops::conv2d by tiles of outputs that stay in registers while their windows are read. T is float
/// or double.
/// @param call images, weights and perhaps a bias
template <class T>
void conv2d_fast(const KernelCall& call);
/// How many bytes of scratch memory that needs.
/// @param call what conv2d_fast() will get
template <class T>
std::size_t conv2d_fast_workspace(const KernelCall& call);

}  // namespace gradus
