#pragma once
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/tensor.h>

namespace gradus::cuda {

/// Uniform numbers in [0, 1) on `gpu`, made there: bit for bit those of gradus::rand() with the
/// same stream.
/// @param stream which numbers
/// @throws Error for a dtype that is not floating point
Tensor rand(const Shape& shape, const RandomStream& stream, DType dtype = float32);
/// Standard normal numbers on `gpu`: those of gradus::randn(), up to 2 units in the last place (as
/// float64 up to 4), since each device has logarithms and sines of its own. `stream` says which.
Tensor randn(const Shape& shape, const RandomStream& stream, DType dtype = float32);
/// Random bits on `gpu`: element i is stream.bits(i), as int64 from 0 to 2^32 - 1.
Tensor random_bits(const Shape& shape, const RandomStream& stream);

/// Adds a kernel for `gpu` to ops::dropout_mask: the CPU's masks, bit for bit. Of the step it takes
/// the lower 32 bits. Calling it again changes nothing.
void register_random();

}  // namespace gradus::cuda
