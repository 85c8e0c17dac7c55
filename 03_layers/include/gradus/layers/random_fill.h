#pragma once
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/tensor.h>

namespace gradus::nn {

/// Overwrites a floating-point tensor on the CPU, whose elements must have no gaps, with uniform
/// numbers from [low, high): element i, in row-major order, is that of the stream.
void fill_uniform(const Tensor& tensor, double low, double high, const RandomStream& stream);
/// The same with normal numbers.
/// `mean` and `stddev` are theirs; `stream` as above.
void fill_normal(const Tensor& tensor, double mean, double stddev, const RandomStream& stream);

}  // namespace gradus::nn
