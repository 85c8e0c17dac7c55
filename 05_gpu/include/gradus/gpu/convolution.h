#pragma once

namespace gradus::cuda {

/// Kernels for the convolution on the GPU, float32 and float64: those of
/// register_convolution_forward(), and for ops::conv2d_input_gradient and
/// ops::conv2d_weight_gradient "implicit" (default) and "direct".
void register_convolution();

}  // namespace gradus::cuda
