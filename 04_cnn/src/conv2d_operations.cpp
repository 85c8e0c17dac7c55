// What the operations of convolution ask of their inputs, and their kernels.
#include "convolution_gradients.h"

#include <gradus/cnn/conv2d.h>
#include <gradus/cnn/fast_convolution.h>
#include <gradus/cnn/im2col.h>
#include <gradus/cnn/seven_loops.h>
#include <gradus/cnn/strided_convolution.h>
#include <gradus/cnn/winograd.h>
#include <gradus/common/error.h>

#include <algorithm>

namespace gradus {
namespace {

void check_dtypes(const Operation& op, Inputs inputs) {
  if (!(inputs[0]->dtype == inputs[1]->dtype))
    fail(op.name(), ": dtypes differ: ", inputs[0]->dtype, " and ", inputs[1]->dtype,
         "; convert one with to(dtype)");
}

// The upstream gradient must have the shape that the convolution gives.
void check_upstream(const Operation& op, const Array& upstream, const ConvolutionSizes& sizes) {
  const Shape expected{sizes.batch, sizes.filters, sizes.out[0], sizes.out[1]};
  if (!(upstream.shape() == expected))
    fail(op.name(), ": the upstream gradient is ", upstream.shape(), " and must be ", expected);
}

void infer_input_gradient(const Operation& op, Inputs inputs, const Attributes& attributes,
                          OutputSpecs& outputs) {
  check_dtypes(op, inputs);
  const Array &upstream = *inputs[0], &weight = *inputs[1];
  const auto& settings = attributes.as<ConvolutionAttributes>();
  if (upstream.rank() != 4 || weight.rank() != 4)
    fail(op.name(), ": needs two tensors of rank 4, not ", upstream.shape(), " and ",
         weight.shape());
  const Shape shape{upstream.shape()[0], weight.shape()[1] * settings.groups, settings.size[0],
                    settings.size[1]};
  check_upstream(op, upstream, convolution_sizes(op.name(), shape, weight.shape(), settings));
  outputs.push_back({shape, channels_last_strides(shape), upstream.dtype});
}

void infer_weight_gradient(const Operation& op, Inputs inputs, const Attributes& attributes,
                           OutputSpecs& outputs) {
  check_dtypes(op, inputs);
  const Array &upstream = *inputs[0], &images = *inputs[1];
  const auto& settings = attributes.as<ConvolutionAttributes>();
  if (upstream.rank() != 4 || images.rank() != 4)
    fail(op.name(), ": needs two tensors of rank 4, not ", upstream.shape(), " and ",
         images.shape());
  const Shape shape{upstream.shape()[1], images.shape()[1] / std::max<Index>(settings.groups, 1),
                    settings.size[0], settings.size[1]};
  check_upstream(op, upstream, convolution_sizes(op.name(), images.shape(), shape, settings));
  outputs.push_back({shape, contiguous_strides(shape), upstream.dtype});
}

}  // namespace

namespace ops {
Operation conv2d(
    "conv2d", infer_conv2d,
    {{cpu, float32, "winograd", conv2d_winograd<float>, conv2d_winograd_workspace<float>},
     {cpu, float64, "winograd", conv2d_winograd<double>, conv2d_winograd_workspace<double>},
     {cpu, float32, "fast", conv2d_fast<float>, conv2d_fast_workspace<float>},
     {cpu, float64, "fast", conv2d_fast<double>, conv2d_fast_workspace<double>},
     {cpu, float32, "strided", conv2d_strided<float>, conv2d_strided_workspace<float>},
     {cpu, float64, "strided", conv2d_strided<double>, conv2d_strided_workspace<double>},
     {cpu, float32, "im2col", conv2d_im2col<float>, conv2d_im2col_workspace<float>},
     {cpu, float64, "im2col", conv2d_im2col<double>, conv2d_im2col_workspace<double>},
     {cpu, float32, "naive", conv2d_naive<float>},
     {cpu, float64, "naive", conv2d_naive<double>}});
Operation conv2d_input_gradient("conv2d_input_gradient", infer_input_gradient,
                                {{cpu, float32, "winograd", conv2d_input_gradient_winograd<float>,
                                  conv2d_input_gradient_winograd_workspace<float>},
                                 {cpu, float64, "winograd", conv2d_input_gradient_winograd<double>,
                                  conv2d_input_gradient_winograd_workspace<double>},
                                 {cpu, float32, "fast", conv2d_input_gradient_fast<float>,
                                  conv2d_input_gradient_fast_workspace<float>},
                                 {cpu, float64, "fast", conv2d_input_gradient_fast<double>,
                                  conv2d_input_gradient_fast_workspace<double>},
                                 {cpu, float32, "naive", conv2d_input_gradient_naive<float>},
                                 {cpu, float64, "naive", conv2d_input_gradient_naive<double>}});
Operation conv2d_weight_gradient("conv2d_weight_gradient", infer_weight_gradient,
                                 {{cpu, float32, "winograd", conv2d_weight_gradient_winograd<float>,
                                   conv2d_weight_gradient_winograd_workspace<float>},
                                  {cpu, float64, "winograd",
                                   conv2d_weight_gradient_winograd<double>,
                                   conv2d_weight_gradient_winograd_workspace<double>},
                                  {cpu, float32, "fast", conv2d_weight_gradient_fast<float>,
                                   conv2d_weight_gradient_fast_workspace<float>},
                                  {cpu, float64, "fast", conv2d_weight_gradient_fast<double>,
                                   conv2d_weight_gradient_fast_workspace<double>},
                                  {cpu, float32, "naive", conv2d_weight_gradient_naive<float>},
                                  {cpu, float64, "naive", conv2d_weight_gradient_naive<double>}});
}  // namespace ops

}  // namespace gradus
