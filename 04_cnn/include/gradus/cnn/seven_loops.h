#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

/// ops::conv2d by its definition: seven loops around one multiplication. T is float or double.
/// @param call images, weights and perhaps a bias
template <class T>
void conv2d_naive(const KernelCall& call);

}  // namespace gradus
