#pragma once

namespace gradus::cuda {

/// Kernels for ops::conv2d on the GPU, float32 and float64: "implicit" (default; a matrix product
/// whose tiles are gathered from the images), "strided" (the same from a copy of the images with
/// their padding, on which all windows are a view), "im2col" (the matrix of windows in scratch
/// memory, then the product) and "direct" (a thread an output).
void register_convolution_forward();

}  // namespace gradus::cuda
