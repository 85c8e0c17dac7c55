#include <gradus/cnn/conv2d.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus {
namespace {

ConvolutionAttributes with_size(ConvolutionAttributes settings, const Shape& shape) {
  settings.size[0] = shape[2];
  settings.size[1] = shape[3];
  return settings;
}

extern const Rule input_gradient_rule, weight_gradient_rule;

// The three operations are one family: the gradients of each are made of the other two.
Tensor input_gradient(const Tensor& upstream, const Tensor& weight,
                      const ConvolutionAttributes& settings, const Shape& images) {
  return apply(input_gradient_rule, {&upstream, &weight}, with_size(settings, images));
}
Tensor weight_gradient(const Tensor& upstream, const Tensor& images,
                       const ConvolutionAttributes& settings, const Shape& weight) {
  return apply(weight_gradient_rule, {&upstream, &images}, with_size(settings, weight));
}

void conv2d_backward(BackwardCall& call) {
  const auto settings = call.attributes<ConvolutionAttributes>();
  const Tensor g = call.grad(), images = call.input(0), weight = call.input(1);
  // exercise: convolution-backward/rule
  //| Inputs 0, 1, 2 are images, weight and bias. call.give(i, gradient) hands on the gradient of input i, if
  //| call.needs(i). input_gradient(g, weight, settings, shape) and weight_gradient(g, images, settings, shape) compute
  //| two of them, `shape` being that of what the gradient belongs to. The bias of a filter was added to all of its
  //| outputs: what is its gradient?
  if (call.needs(0)) call.give(0, input_gradient(g, weight, settings, images.shape()));
  if (call.needs(1)) call.give(1, weight_gradient(g, images, settings, weight.shape()));
  if (call.needs(2)) call.give(2, sum(g, {0, 2, 3}));
  // end exercise
}
const Rule conv2d_rule{"conv2d", &ops::conv2d, 3, 0, conv2d_backward};

const Rule input_gradient_rule{
    "conv2d_input_gradient", &ops::conv2d_input_gradient, 3, 0, [](BackwardCall& call) {
      const auto settings = call.attributes<ConvolutionAttributes>();
      const Tensor g = call.grad(), upstream = call.input(0), weight = call.input(1);
      if (call.needs(0)) call.give(0, apply(conv2d_rule, {&g, &weight}, settings));
      if (call.needs(1)) call.give(1, weight_gradient(upstream, g, settings, weight.shape()));
    }};

const Rule weight_gradient_rule{
    "conv2d_weight_gradient", &ops::conv2d_weight_gradient, 3, 0, [](BackwardCall& call) {
      const auto settings = call.attributes<ConvolutionAttributes>();
      const Tensor g = call.grad(), upstream = call.input(0), images = call.input(1);
      if (call.needs(0)) call.give(0, apply(conv2d_rule, {&images, &g}, settings));
      if (call.needs(1)) call.give(1, input_gradient(upstream, g, settings, images.shape()));
    }};

}  // namespace

namespace nn {
namespace {

ConvolutionAttributes attributes_of(const Conv2dOptions& options, const Tensor& weight) {
  ConvolutionAttributes settings;
  settings.groups = options.groups;
  for (int axis = 0; axis < 2; ++axis) {
    settings.stride[axis] = options.stride[axis];
    settings.dilation[axis] = options.dilation[axis];
    settings.padding[axis] = settings.padding_after[axis] = options.padding[axis];
    if (!options.same) continue;
    if (options.padding[axis] != 0 || options.stride[axis] != 1)
      fail("conv2d: `same` sets the padding itself and needs a stride of 1, not padding ",
           options.padding[axis], " and stride ", options.stride[axis]);
    const Index kernel = weight.size(2 + axis), dilation = options.dilation[axis];
    // exercise: convolution-backward/same
    //| The window has `kernel` positions, `dilation` apart, and moves by 1. How many zeros must there be in all, so that
    //| there are as many outputs as pixels? Set settings.padding[axis] and settings.padding_after[axis]: half of them
    //| each; of an odd number there is one more after the image than before it.
    const Index zeros = dilation * (kernel - 1);
    settings.padding[axis] = zeros / 2;
    settings.padding_after[axis] = zeros - zeros / 2;
    // end exercise
  }
  return settings;
}

}  // namespace

Tensor conv2d(const Tensor& images, const Tensor& weight, const Tensor& bias,
              const Conv2dOptions& options) {
  if (images.dim() == 3) return squeeze(conv2d(unsqueeze(images, 0), weight, bias, options), 0);
  if (weight.dim() != 4) fail("conv2d: weights are [F, C / groups, h, w], not ", weight.shape());
  const ConvolutionAttributes settings = attributes_of(options, weight);
  return bias.defined() ? apply(conv2d_rule, {&images, &weight, &bias}, settings)
                        : apply(conv2d_rule, {&images, &weight}, settings);
}

}  // namespace nn
}  // namespace gradus
