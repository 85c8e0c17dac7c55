#pragma once
#include <gradus/cnn/convolution.h>

#include "windows.cuh"

namespace gradus::cuda {

// The sizes of the convolution whose gradient a call computes.
inline Windows windows_of_input(const KernelCall& call) {
  return Windows(convolution_sizes("conv2d_input_gradient", call.out().shape(), call.in(1).shape(),
                                   call.attributes.as<ConvolutionAttributes>()));
}
inline Windows windows_of_weight(const KernelCall& call) {
  return Windows(convolution_sizes("conv2d_weight_gradient", call.in(1).shape(), call.out().shape(),
                                   call.attributes.as<ConvolutionAttributes>()));
}

// A thread a number (convolution_gradients.cu).
template <class T>
void input_gradient_direct(const KernelCall& call);
template <class T>
void weight_gradient_direct(const KernelCall& call);

}  // namespace gradus::cuda
