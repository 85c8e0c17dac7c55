// What the operations of pooling ask of their inputs, and their kernels.
#include "pool_kernels.h"
#include "pool_shapes.h"

#include <gradus/common/error.h>

namespace gradus {
namespace {

void infer_pick(const Operation& op, Inputs inputs, const Attributes& attributes,
                OutputSpecs& outputs) {
  const Array &values = *inputs[0], &images = *inputs[1];
  if (!(values.shape() == images.shape()) || !(values.dtype == images.dtype))
    fail(op.name(), ": needs two inputs of one shape and dtype, not ", values.shape(), " ",
         values.dtype, " and ", images.shape(), " ", images.dtype);
  const Shape shape = pooled_shape("max_pool2d", images.shape(), attributes.as<PoolAttributes>());
  outputs.push_back({shape, strides_like(images, shape), images.dtype});
}

void infer_place(const Operation& op, Inputs inputs, const Attributes& attributes,
                 OutputSpecs& outputs) {
  const Array &upstream = *inputs[0], &images = *inputs[1];
  const Shape shape = pooled_shape("max_pool2d", images.shape(), attributes.as<PoolAttributes>());
  if (!(upstream.shape() == shape) || !(upstream.dtype == images.dtype))
    fail(op.name(), ": the upstream gradient is ", upstream.shape(), " ", upstream.dtype,
         " and must be ", shape, " ", images.dtype);
  outputs.push_back({images.shape(), strides_like(images, images.shape()), images.dtype});
}

void infer_average(const Operation&, Inputs inputs, const Attributes& attributes,
                   OutputSpecs& outputs) {
  const auto& settings = attributes.as<PoolAttributes>();
  const char* name = settings.adaptive[0] > 0 ? "adaptive_avg_pool2d" : "avg_pool2d";
  const Shape shape = pooled_shape(name, inputs[0]->shape(), settings);
  outputs.push_back({shape, strides_like(*inputs[0], shape), inputs[0]->dtype});
}

void infer_spread(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs) {
  const Array& upstream = *inputs[0];
  const auto& settings = attributes.as<PoolAttributes>();
  if (upstream.rank() != 4)
    fail(op.name(), ": needs an upstream gradient of rank 4, not ", upstream.shape());
  const Shape shape{upstream.shape()[0], upstream.shape()[1], settings.size[0], settings.size[1]};
  if (!(upstream.shape() == pooled_shape("avg_pool2d", shape, settings)))
    fail(op.name(), ": an upstream gradient of ", upstream.shape(), " does not fit images ", shape);
  outputs.push_back({shape, strides_like(upstream, shape), upstream.dtype});
}

}  // namespace

namespace ops {
Operation max_pick2d("max_pick2d", infer_pick,
                     {{cpu, float32, "lines", max_pick_kernel<float>},
                      {cpu, float64, "lines", max_pick_kernel<double>}});
Operation max_place2d("max_place2d", infer_place,
                      {{cpu, float32, "lines", max_place_kernel<float>},
                       {cpu, float64, "lines", max_place_kernel<double>}});
Operation avg_pool2d("avg_pool2d", infer_average,
                     {{cpu, float32, "lines", average_kernel<float>},
                      {cpu, float64, "lines", average_kernel<double>}});
Operation avg_spread2d("avg_spread2d", infer_spread,
                       {{cpu, float32, "lines", spread_kernel<float>},
                        {cpu, float64, "lines", spread_kernel<double>}});
}  // namespace ops

}  // namespace gradus
