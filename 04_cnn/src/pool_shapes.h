#pragma once
#include <gradus/cnn/pooling.h>
#include <gradus/tensor_autograd/array.h>

namespace gradus {

// The shape of a pooling's output. @throws Error naming the operation
Shape pooled_shape(const char* operation, const Shape& images, const PoolAttributes& settings);
// Strides for a shape in the order that the images have: channels last, or row-major.
Strides strides_like(const Array& images, const Shape& shape);
// The options as attributes; a stride of 0 is the kernel's size.
PoolAttributes pool_attributes(const nn::Pool2dOptions& options);

}  // namespace gradus
