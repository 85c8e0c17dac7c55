#pragma once
#include <gradus/tensor_autograd/tensor.h>

namespace gradus::nn {

/// The same images with the channels of a pixel next to one another in memory, as convolutions give
/// them; convolution, pooling and elementwise operations keep this order. Shape, indices and
/// to_vector() stay as they are: only the strides change. The images themselves, and no copy, where
/// they lie so already. Gradient: the upstream gradient.
/// @param images [N, C, H, W]
/// @throws Error for other ranks
Tensor channels_last(const Tensor& images);

}  // namespace gradus::nn
