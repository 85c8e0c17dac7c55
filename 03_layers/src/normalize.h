#pragma once
#include <gradus/tensor_autograd/tensor.h>

namespace gradus {

// The gradient of x_j for y = (x - mean) scale, scale = 1 / sqrt(var + eps), has the form
// scale g_j + times_y y_j + shift, g being the upstream gradient.
struct NormalizeGradient {
  Tensor times_y, shift;  // as large as scale
};
NormalizeGradient normalize_gradient(const Tensor& g, const Tensor& y, const Tensor& scale,
                                     const Axes& axes);

}  // namespace gradus
