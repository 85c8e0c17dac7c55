#include <gradus/cnn/convolution.h>
#include <gradus/common/error.h>

#include <algorithm>
#include <string>

namespace gradus {

Index ConvolutionSizes::source(int axis, Index output, Index at) const {
  // exercise: seven-loops/source
  //| The window of output 0 begins padding[axis] before the image. From one output to the next it moves by the stride,
  //| and inside it the positions lie `dilation` apart. All three stand in `settings`.
  return output * settings.stride[axis] + at * settings.dilation[axis] - settings.padding[axis];
  // end exercise
}

Index output_size(Index in, Index kernel, const ConvolutionAttributes& settings, int axis) {
  // exercise: seven-loops/output-size
  //| The padded image has so many places; the window reaches over dilation (kernel - 1) + 1 of them. How often can it
  //| take a step of `stride` before it sticks out? A window that never fits has 0 positions.
  const Index reach = settings.dilation[axis] * (kernel - 1) + 1;
  const Index room = in + settings.padding[axis] + settings.padding_after[axis] - reach;
  return room < 0 ? 0 : room / settings.stride[axis] + 1;
  // end exercise
}

Strides channels_last_strides(const Shape& shape) {
  const Index channels = std::max<Index>(shape[1], 1), columns = std::max<Index>(shape[3], 1);
  return {std::max<Index>(shape[2], 1) * columns * channels, 1, columns * channels, channels};
}

namespace {

void check_settings(const char* operation, const ConvolutionAttributes& settings) {
  for (int axis = 0; axis < 2; ++axis) {
    if (settings.stride[axis] < 1 || settings.dilation[axis] < 1)
      fail(operation, ": stride and dilation must be at least 1, not ", settings.stride[axis],
           " and ", settings.dilation[axis]);
    if (settings.padding[axis] < 0 || settings.padding_after[axis] < 0)
      fail(operation, ": padding must not be negative, and is ",
           std::min(settings.padding[axis], settings.padding_after[axis]));
  }
  if (settings.groups < 1) fail(operation, ": groups must be at least 1, not ", settings.groups);
}

}  // namespace

ConvolutionSizes convolution_sizes(const char* operation, const Shape& images, const Shape& weight,
                                   const ConvolutionAttributes& settings) {
  check_settings(operation, settings);
  if (images.rank() != 4 || weight.rank() != 4)
    fail(operation, ": needs images [N, C, H, W] and weights [F, C / groups, h, w], not ", images,
         " and ", weight);
  const Index groups = settings.groups;
  if (images[1] % groups != 0 || weight[0] % groups != 0)
    fail(operation, ": ", images[1], " channels and ", weight[0],
         " filters cannot both be cut into ", groups, " groups");
  if (images[1] / groups != weight[1])
    fail(operation, ": images ", images, " have ", images[1], " channels, weights ", weight,
         groups > 1 ? " in " + std::to_string(groups) + " groups" : "", " are for ",
         weight[1] * groups);
  ConvolutionSizes sizes;
  sizes.batch = images[0];
  sizes.channels = images[1];
  sizes.filters = weight[0];
  sizes.settings = settings;
  for (int axis = 0; axis < 2; ++axis) {
    sizes.in[axis] = images[2 + axis];
    sizes.kernel[axis] = weight[2 + axis];
    if (sizes.kernel[axis] < 1) fail(operation, ": a kernel ", weight, " has no positions");
    sizes.out[axis] = output_size(sizes.in[axis], sizes.kernel[axis], settings, axis);
    if (sizes.out[axis] < 1)
      fail(operation, ": a window of ", weight[2], " x ", weight[3], " (dilation ",
           settings.dilation[0], " x ", settings.dilation[1], ") does not fit into images ", images,
           "; pad them, or take a smaller one");
  }
  return sizes;
}

ConvolutionSizes convolution_sizes(const KernelCall& call) {
  return convolution_sizes("conv2d", call.in(0).shape(), call.in(1).shape(),
                           call.attributes.as<ConvolutionAttributes>());
}

void infer_conv2d(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs) {
  const Array &images = *inputs[0], &weight = *inputs[1];
  const ConvolutionSizes sizes = convolution_sizes(op.name(), images.shape(), weight.shape(),
                                                   attributes.as<ConvolutionAttributes>());
  for (const Array* input : inputs)
    if (!(input->dtype == images.dtype))
      fail(op.name(), ": dtypes differ: ", images.dtype, " and ", input->dtype,
           "; convert one with to(dtype)");
  if (inputs.size() > 2 && !(inputs[2]->shape() == Shape{sizes.filters}))
    fail(op.name(), ": the bias is ", inputs[2]->shape(), " and must be [", sizes.filters, "]");
  const Shape shape{sizes.batch, sizes.filters, sizes.out[0], sizes.out[1]};
  outputs.push_back({shape, channels_last_strides(shape), images.dtype});
}

}  // namespace gradus
