#pragma once
#include "correlation.h"

namespace gradus {

// The correlation that is the convolution of one group (fast_convolution.cpp).
template <class T>
Correlation<T> forward_correlation(const ConvolutionSizes& sizes, const Array& images,
                                   const Array& weight, const Array* bias, const Array& out,
                                   Index group);
template <class T>
void conv2d_fast(const KernelCall& call);
template <class T>
std::size_t conv2d_fast_workspace(const KernelCall& call);

}  // namespace gradus
