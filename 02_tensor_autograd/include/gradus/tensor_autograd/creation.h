#pragma once
#include <gradus/tensor_autograd/tensor.h>

namespace gradus {

/// New tensors, on the CPU unless told.

Tensor empty(const Shape& shape, DType dtype = float32);               ///< contents undefined
Tensor full(const Shape& shape, double value, DType dtype = float32);  ///< every element `value`
Tensor zeros(const Shape& shape, DType dtype = float32);               ///< every element 0
Tensor ones(const Shape& shape, DType dtype = float32);                ///< every element 1
/// start, start + step, ... before stop. @throws Error when step is 0
Tensor arange(double start, double stop, double step = 1, DType dtype = float32);

/// A single number, shape [], on any device.
/// @param value the number
Tensor number(double value, DType dtype, Device device);

}  // namespace gradus
