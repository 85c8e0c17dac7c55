#pragma once
#include "correlation.h"

#include <gradus/cnn/convolution.h>

namespace gradus {

// The correlation that is the convolution of one group (fast_convolution.cpp).
template <class T>
Correlation<T> forward_correlation(const ConvolutionSizes& sizes, const Array& images,
                                   const Array& weight, const Array* bias, const Array& out,
                                   Index group);

}  // namespace gradus
