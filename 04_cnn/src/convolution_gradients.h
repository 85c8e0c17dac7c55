#pragma once
#include <gradus/cnn/convolution.h>

namespace gradus {

// The sizes of the convolution whose gradient a call computes: (upstream [N, F, ...], weight) ->
// that of the images, (upstream, images) -> that of the weight.
ConvolutionSizes sizes_of_input_gradient(const KernelCall& call);
ConvolutionSizes sizes_of_weight_gradient(const KernelCall& call);

// By the definition (convolution_gradients.cpp).
template <class T>
void conv2d_input_gradient_naive(const KernelCall& call);
template <class T>
void conv2d_weight_gradient_naive(const KernelCall& call);

// By register tiles (fast_input_gradient.cpp, fast_weight_gradient.cpp).
template <class T>
void conv2d_input_gradient_fast(const KernelCall& call);
template <class T>
std::size_t conv2d_input_gradient_fast_workspace(const KernelCall& call);
template <class T>
void conv2d_weight_gradient_fast(const KernelCall& call);
template <class T>
std::size_t conv2d_weight_gradient_fast_workspace(const KernelCall& call);

// By Winograd's trick where it fits, else by register tiles (fast_input_gradient.cpp,
// winograd_weight_gradient.cpp).
template <class T>
void conv2d_input_gradient_winograd(const KernelCall& call);
template <class T>
std::size_t conv2d_input_gradient_winograd_workspace(const KernelCall& call);
template <class T>
void conv2d_weight_gradient_winograd(const KernelCall& call);
template <class T>
std::size_t conv2d_weight_gradient_winograd_workspace(const KernelCall& call);

}  // namespace gradus
