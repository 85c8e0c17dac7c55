#include "fill_zero.h"
#include "pool_kernels.h"
#include "pool_lines.h"
#include "pool_shapes.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus {
namespace {

// The mean of one window, for each channel of the line.
template <class T>
void average(const PoolLine& line, const Array& x, T* out) {
  const Index counted = line.rows.divisor * line.columns.divisor;
  std::fill(out, out + line.count, T(0));
  // exercise: pooling/average
  //| out[c] is 0 for each channel c from 0 to line.count - 1, and shall be the mean of the window: its sum divided by
  //| `counted`. for_each_place(line, body) calls body(row, column) for each place of the window; the channels of that
  //| pixel begin at x.data<T>() + line.at(x.layout, row, column).
  for_each_place(line, [&](Index row, Index column) {
    const T* pixel = x.data<T>() + line.at(x.layout, row, column);
    for (Index c = 0; c < line.count; ++c) out[c] += pixel[c];
  });
  for (Index c = 0; c < line.count; ++c) out[c] /= static_cast<T>(counted);
  // end exercise
}

// The same backwards.
template <class T>
void spread(const PoolLine& line, const T* upstream, const Array& out) {
  const Index counted = line.rows.divisor * line.columns.divisor;
  for_each_place(line, [&](Index row, Index column) {
    T* to = out.data<T>() + line.at(out.layout, row, column);
    // exercise: pooling/average-backward
    //| upstream[c] is the gradient of the window's mean in channel c, to[c] that of one of its pixels, and `counted`
    //| what the sum was divided by. A pixel may stand in several windows.
    const T share = T(1) / static_cast<T>(counted);
    for (Index c = 0; c < line.count; ++c) to[c] += share * upstream[c];
    // end exercise
  });
}

}  // namespace

template <class T>
void average_kernel(const KernelCall& call) {
  const Array &x = call.in(0), &out = call.out();
  const bool together = x.strides()[1] == 1 && out.strides()[1] == 1;
  for_each_window(
      out.layout, x.layout, together, call.attributes.as<PoolAttributes>(),
      [&](const PoolLine& line) { average(line, x, out.data<T>() + line.output_at(out.layout)); });
}

template <class T>
void spread_kernel(const KernelCall& call) {
  const Array &upstream = call.in(0), &out = call.out();
  const bool together = upstream.strides()[1] == 1 && out.strides()[1] == 1;
  fill_zero<T>(out);
  for_each_window(upstream.layout, out.layout, together, call.attributes.as<PoolAttributes>(),
                  [&](const PoolLine& line) {
                    spread(line, upstream.data<T>() + line.output_at(upstream.layout), out);
                  });
}

template void average_kernel<float>(const KernelCall&);
template void average_kernel<double>(const KernelCall&);
template void spread_kernel<float>(const KernelCall&);
template void spread_kernel<double>(const KernelCall&);

namespace {

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
