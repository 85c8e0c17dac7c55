// The gradient of the images is a convolution too: each pixel collects from the outputs whose
// windows it stood under, by the same weights with filters and channels exchanged. With a stride of
// s, pixels whose rows (or columns) leave the same rest when divided by s meet the same positions
// of the window; so there is one correlation for each rest.
#include "convolution_gradients.h"
#include "correlation.h"
#include "winograd.h"

#include <numeric>

namespace gradus {
namespace {

// The positions of the window that meet pixels rest, rest + stride, ... along one axis: output
// (rest + padding - position * dilation) / stride, where that is a whole number.
Taps taps_for(const ConvolutionSizes& sizes, int axis, Index rest) {
  const auto& settings = sizes.settings;
  const Index stride = settings.stride[axis], dilation = settings.dilation[axis];
  const Index period = stride / std::gcd(stride, dilation);
  const auto distance = [&](Index position) {
    return rest + settings.padding[axis] - position * dilation;
  };
  Taps taps;
  // From the last position on, so that outputs come in rising order.
  for (Index position = sizes.kernel[axis] - 1; position >= 0; --position) {
    if (distance(position) % stride != 0) continue;
    if (taps.count++ == 0)
      taps = {1, distance(position) / stride, dilation * period / stride, position, -period};
  }
  return taps;
}

// Calls body(correlation) for every group and every pair of rests that has pixels.
template <class T, class Body>
void for_each_part(const KernelCall& call, const Body& body) {
  const ConvolutionSizes sizes = sizes_of_input_gradient(call);
  const Array &upstream = call.in(0), &weight = call.in(1), &gradient = call.out();
  const Index groups = sizes.settings.groups, *stride = sizes.settings.stride;
  Correlation<T> c{};
  c.batch = sizes.batch;
  c.channels = sizes.filters / groups;
  c.filters = sizes.channels / groups;
  for (int axis = 0; axis < 4; ++axis) {
    c.from_strides[axis] = upstream.strides()[axis];
    c.to_strides[axis] = gradient.strides()[axis] * (axis > 1 ? stride[axis - 2] : 1);
    c.weight_strides[axis] = weight.strides()[axis];
  }
  std::swap(c.weight_strides[0], c.weight_strides[1]);
  c.step[0] = c.step[1] = 1;
  for (Index group = 0; group < groups; ++group)
    for (Index row = 0; row < std::min(stride[0], sizes.in[0]); ++row)
      for (Index column = 0; column < std::min(stride[1], sizes.in[1]); ++column) {
        const Index rest[2] = {row, column};
        c.from = upstream.data<T>() + group * c.channels * c.from_strides[1];
        c.to = gradient.data<T>() + group * c.filters * c.to_strides[1] +
               row * gradient.strides()[2] + column * gradient.strides()[3];
        c.weight = weight.data<T>() + group * c.channels * c.weight_strides[1];
        for (int axis = 0; axis < 2; ++axis) {
          c.from_size[axis] = sizes.out[axis];
          c.to_size[axis] = (sizes.in[axis] - rest[axis] - 1) / stride[axis] + 1;
          c.taps[axis] = taps_for(sizes, axis, rest[axis]);
        }
        if (c.taps[0].count * c.taps[1].count == 0) c.taps[0] = c.taps[1] = {};
        body(c);
      }
}

}  // namespace

template <class T>
std::size_t conv2d_input_gradient_fast_workspace(const KernelCall& call) {
  Index most = 0;
  for_each_part<T>(call,
                   [&](const Correlation<T>& c) { most = std::max(most, correlate_workspace(c)); });
  return static_cast<std::size_t>(most) * sizeof(T);
}

template <class T>
void conv2d_input_gradient_fast(const KernelCall& call) {
  for_each_part<T>(
      call, [&](const Correlation<T>& c) { correlate(c, reinterpret_cast<T*>(call.workspace)); });
}

template <class T>
std::size_t conv2d_input_gradient_winograd_workspace(const KernelCall& call) {
  Index most = 0;
  for_each_part<T>(call,
                   [&](const Correlation<T>& c) { most = std::max(most, winograd_workspace(c)); });
  return static_cast<std::size_t>(most) * sizeof(T);
}

template <class T>
void conv2d_input_gradient_winograd(const KernelCall& call) {
  for_each_part<T>(
      call, [&](const Correlation<T>& c) { winograd(c, reinterpret_cast<T*>(call.workspace)); });
}

template void conv2d_input_gradient_winograd<float>(const KernelCall&);
template void conv2d_input_gradient_winograd<double>(const KernelCall&);
template std::size_t conv2d_input_gradient_winograd_workspace<float>(const KernelCall&);
template std::size_t conv2d_input_gradient_winograd_workspace<double>(const KernelCall&);
template void conv2d_input_gradient_fast<float>(const KernelCall&);
template void conv2d_input_gradient_fast<double>(const KernelCall&);
template std::size_t conv2d_input_gradient_fast_workspace<float>(const KernelCall&);
template std::size_t conv2d_input_gradient_fast_workspace<double>(const KernelCall&);

}  // namespace gradus
