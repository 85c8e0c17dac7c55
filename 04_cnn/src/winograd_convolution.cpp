#include "forward_correlation.h"
#include "winograd.h"

#include <gradus/cnn/winograd.h>

namespace gradus {

template <class T>
std::size_t conv2d_winograd_workspace(const KernelCall& call) {
  const Correlation<T> one = forward_correlation<T>(convolution_sizes(call), call.in(0), call.in(1),
                                                    nullptr, call.out(), 0);
  return static_cast<std::size_t>(winograd_workspace(one)) * sizeof(T);
}

template <class T>
void conv2d_winograd(const KernelCall& call) {
  const ConvolutionSizes sizes = convolution_sizes(call);
  const Array* bias = call.inputs.size() > 2 ? &call.in(2) : nullptr;
  for (Index group = 0; group < sizes.settings.groups; ++group)
    winograd(forward_correlation<T>(sizes, call.in(0), call.in(1), bias, call.out(), group),
             reinterpret_cast<T*>(call.workspace));
}

template void conv2d_winograd<float>(const KernelCall&);
template void conv2d_winograd<double>(const KernelCall&);
template std::size_t conv2d_winograd_workspace<float>(const KernelCall&);
template std::size_t conv2d_winograd_workspace<double>(const KernelCall&);

}  // namespace gradus
