#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

// The definition, written down (seven_loops.cpp).
template <class T>
void conv2d_naive(const KernelCall& call);

}  // namespace gradus
