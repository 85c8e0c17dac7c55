#pragma once
#include <gradus/tensor_autograd/gradient_check.h>

namespace gradus {

// The same elements at the same strides in memory of their own, so that one can be moved without
// moving any other.
Tensor own_copy(const Tensor& x);

}  // namespace gradus
