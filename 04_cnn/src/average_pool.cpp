#include "fill_zero.h"
#include "pool_lines.h"
#include "pool_shapes.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus {
namespace {

template <class T>
void average_kernel(const KernelCall& call) {
  const Array &x = call.in(0), &result = call.out();
  const bool together = x.strides()[1] == 1 && result.strides()[1] == 1;
  for_each_window(result.layout, x.layout, together, call.attributes.as<PoolAttributes>(),
                  [&](const PoolLine& line) {
                    const T share = T(1) / static_cast<T>(line.rows.divisor * line.columns.divisor);
                    T* out = result.data<T>() + line.output_at(result.layout);
                    std::fill(out, out + line.count, T(0));
                    for_each_place(line, [&](Index row, Index column) {
                      const T* pixel = x.data<T>() + line.at(x.layout, row, column);
                      // exercise: pooling/average
                      //| pixel[c] are the window's pixels at this place, for each channel c from 0 to line.count - 1; `share` is one
                      //| over the number of places that count. out[c] is 0 at first and shall be the mean.
                      for (Index c = 0; c < line.count; ++c) out[c] += share * pixel[c];
                      // end exercise
                    });
                  });
}

template <class T>
void spread_kernel(const KernelCall& call) {
  const Array &upstream = call.in(0), &out = call.out();
  const bool together = upstream.strides()[1] == 1 && out.strides()[1] == 1;
  fill_zero<T>(out);
  for_each_window(upstream.layout, out.layout, together, call.attributes.as<PoolAttributes>(),
                  [&](const PoolLine& line) {
                    const T share = T(1) / static_cast<T>(line.rows.divisor * line.columns.divisor);
                    const T* g = upstream.data<T>() + line.output_at(upstream.layout);
                    for_each_place(line, [&](Index row, Index column) {
                      T* to = out.data<T>() + line.at(out.layout, row, column);
                      // exercise: pooling/average-backward
                      //| Each pixel of the window had the same share in the mean g[c]. What does its gradient, to[c], get? It may
                      //| stand in several windows.
                      for (Index c = 0; c < line.count; ++c) to[c] += share * g[c];
                      // end exercise
                    });
                  });
}

void infer_average(const Operation&, Inputs inputs, const Attributes& attributes,
                   OutputSpecs& outputs) {
  const Shape shape =
      pooled_shape("avg_pool2d", inputs[0]->shape(), attributes.as<PoolAttributes>());
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

extern const Rule spread_rule;

const Rule average_rule{"avg_pool2d", &ops::avg_pool2d, 0, 0, [](BackwardCall& call) {
                          auto settings = call.attributes<PoolAttributes>();
                          for (int axis = 0; axis < 2; ++axis)
                            settings.size[axis] = call.input_info(0).shape[2 + axis];
                          const Tensor g = call.grad();
                          call.give(0, apply(spread_rule, {&g}, settings));
                        }};
const Rule spread_rule{"avg_pool2d_backward", &ops::avg_spread2d, 0, 0, [](BackwardCall& call) {
                         const Tensor g = call.grad();
                         call.give(0, apply(average_rule, {&g}, call.attributes<PoolAttributes>()));
                       }};

}  // namespace

namespace ops {
Operation avg_pool2d("avg_pool2d", infer_average,
                     {{cpu, float32, "lines", average_kernel<float>},
                      {cpu, float64, "lines", average_kernel<double>}});
Operation avg_spread2d("avg_spread2d", infer_spread,
                       {{cpu, float32, "lines", spread_kernel<float>},
                        {cpu, float64, "lines", spread_kernel<double>}});
}  // namespace ops

namespace nn {

Tensor avg_pool2d(const Tensor& images, const Pool2dOptions& options) {
  if (images.dim() == 3) return squeeze(avg_pool2d(unsqueeze(images, 0), options), 0);
  return apply(average_rule, {&images}, pool_attributes(options));
}

Tensor adaptive_avg_pool2d(const Tensor& images, Index rows, Index columns) {
  if (rows < 1 || columns < 1)
    fail("adaptive_avg_pool2d: needs at least 1 x 1 outputs, not ", rows, " x ", columns);
  if (images.dim() == 3)
    return squeeze(adaptive_avg_pool2d(unsqueeze(images, 0), rows, columns), 0);
  PoolAttributes settings;
  settings.adaptive[0] = rows;
  settings.adaptive[1] = columns;
  return apply(average_rule, {&images}, settings);
}

}  // namespace nn
}  // namespace gradus
