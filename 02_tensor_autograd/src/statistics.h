#pragma once
#include <gradus/tensor_autograd/statistics.h>

namespace gradus {

// Throws for whole numbers, which the result would not be.
void need_floating(const Tensor& x, const char* operation);

}  // namespace gradus
