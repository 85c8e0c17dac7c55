#include "forward_correlation.h"

#include <gradus/cnn/fast_convolution.h>

namespace gradus {
template <class T>
Correlation<T> forward_correlation(const ConvolutionSizes& sizes, const Array& images,
                                   const Array& weight, const Array* bias, const Array& out,
                                   Index group) {
  Correlation<T> c{};
  c.batch = sizes.batch;
  c.channels = sizes.channels / sizes.settings.groups;
  c.filters = sizes.filters / sizes.settings.groups;
  for (int axis = 0; axis < 4; ++axis) {
    c.from_strides[axis] = images.strides()[axis];
    c.to_strides[axis] = out.strides()[axis];
    c.weight_strides[axis] = weight.strides()[axis];
  }
  for (int axis = 0; axis < 2; ++axis) {
    c.from_size[axis] = sizes.in[axis];
    c.to_size[axis] = sizes.out[axis];
    c.step[axis] = sizes.settings.stride[axis];
    c.taps[axis] = {sizes.kernel[axis], -sizes.settings.padding[axis],
                    sizes.settings.dilation[axis]};
  }
  c.from = images.data<T>() + group * c.channels * c.from_strides[1];
  c.to = out.data<T>() + group * c.filters * c.to_strides[1];
  c.weight = weight.data<T>() + group * c.filters * c.weight_strides[0];
  if (bias) {
    c.bias_stride = bias->strides()[0];
    c.bias = bias->data<T>() + group * c.filters * c.bias_stride;
  }
  return c;
}

template <class T>
std::size_t conv2d_fast_workspace(const KernelCall& call) {
  const Correlation<T> one = forward_correlation<T>(convolution_sizes(call), call.in(0), call.in(1),
                                                    nullptr, call.out(), 0);
  return static_cast<std::size_t>(correlate_workspace(one)) * sizeof(T);
}

template <class T>
void conv2d_fast(const KernelCall& call) {
  const ConvolutionSizes sizes = convolution_sizes(call);
  const Array* bias = call.inputs.size() > 2 ? &call.in(2) : nullptr;
  for (Index group = 0; group < sizes.settings.groups; ++group)
    correlate(forward_correlation<T>(sizes, call.in(0), call.in(1), bias, call.out(), group),
              reinterpret_cast<T*>(call.workspace));
}

template Correlation<float> forward_correlation(const ConvolutionSizes&, const Array&, const Array&,
                                                const Array*, const Array&, Index);
template Correlation<double> forward_correlation(const ConvolutionSizes&, const Array&,
                                                 const Array&, const Array*, const Array&, Index);
template void conv2d_fast<float>(const KernelCall&);
template void conv2d_fast<double>(const KernelCall&);
template std::size_t conv2d_fast_workspace<float>(const KernelCall&);
template std::size_t conv2d_fast_workspace<double>(const KernelCall&);

}  // namespace gradus
