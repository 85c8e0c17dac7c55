#pragma once
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus {

// Sets all numbers of an array to 0.
template <class T>
void fill_zero(const Array& array) {
  map_unary<T, T>(array, array, [](T) { return T(0); });
}

}  // namespace gradus
