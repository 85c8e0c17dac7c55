#include "fill_zero.h"
#include "pool_lines.h"
#include "pool_shapes.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <limits>

namespace gradus {
namespace {

// The channels of a line are done in parts whose intermediate results stay in the L1 cache.
constexpr Index kPart = 64;

// Whether a number takes the place of the best so far: larger, or NaN.
template <class T>
bool wins(T x, T best) {
  return (x > best) | ((x != x) & (best == best));
}

// Some channels of one window: `out` gets the value where x is largest.
template <class T>
void pick(const PoolLine& line, const Array& values, const Array& x, T* out, Index first,
          Index count) {
  T best[kPart];
  std::fill(best, best + count, -std::numeric_limits<T>::infinity());
  bool start = true;
  for_each_place(line, [&](Index row, Index column) {
    const T* here = x.data<T>() + line.at(x.layout, row, column) + first;
    const T* value = values.data<T>() + line.at(values.layout, row, column) + first;
    for (Index c = 0; c < count; ++c) {
      // exercise: pooling/max
      //| For each channel c: here[c] is the pixel at this place of the window, best[c] the best pixel so far, and out[c]
      //| shall be what stands in `value` where the best one stands. (For a max-pooling value[c] and here[c] are the same;
      //| for the gradient of its gradient they are not.) wins(pixel, best) says whether a pixel beats the best so far;
      //| the first one of a window, `start`, always does.
      const bool better = start | wins(here[c], best[c]);
      best[c] = better ? here[c] : best[c];
      out[c] = better ? value[c] : out[c];
      // end exercise
    }
    start = false;
  });
}

// The same backwards: the upstream number goes to the first place where x is largest.
template <class T>
void place(const PoolLine& line, const T* upstream, const Array& x, const Array& out, Index first,
           Index count) {
  T best[kPart], rest[kPart];
  std::fill(best, best + count, -std::numeric_limits<T>::infinity());
  for_each_place(line, [&](Index row, Index column) {
    const T* pixel = x.data<T>() + line.at(x.layout, row, column) + first;
    for (Index c = 0; c < count; ++c) best[c] = wins(pixel[c], best[c]) ? pixel[c] : best[c];
  });
  std::copy(upstream, upstream + count, rest);
  for_each_place(line, [&](Index row, Index column) {
    const T* pixel = x.data<T>() + line.at(x.layout, row, column) + first;
    // exercise: pooling/max-backward
    //| pixel[c] is the pixel of channel c at this place, best[c] the window's largest, rest[c] its upstream gradient. If
    //| this is where the largest stands (a NaN, which equals nothing, counts as largest), its gradient gets rest[c], and
    //| nothing is left for the places that follow. The gradients of this place, one for each channel, begin at
    //| out.data<T>() + line.at(out.layout, row, column) + first, and other windows may have added to them already.
    T* to = out.data<T>() + line.at(out.layout, row, column) + first;
    for (Index c = 0; c < count; ++c) {
      const bool hit = (pixel[c] == best[c]) | (pixel[c] != pixel[c]);
      to[c] += hit ? rest[c] : T(0);
      rest[c] = hit ? T(0) : rest[c];
    }
    // end exercise
  });
}

template <class T>
void max_pick_kernel(const KernelCall& call) {
  const Array &values = call.in(0), &x = call.in(1), &out = call.out();
  const bool together = values.strides()[1] == 1 && x.strides()[1] == 1 && out.strides()[1] == 1;
  for_each_window(out.layout, x.layout, together, call.attributes.as<PoolAttributes>(),
                  [&](const PoolLine& line) {
                    T* to = out.data<T>() + line.output_at(out.layout);
                    for (Index c = 0; c < line.count; c += kPart)
                      pick(line, values, x, to + c, c, std::min(kPart, line.count - c));
                  });
}

template <class T>
void max_place_kernel(const KernelCall& call) {
  const Array &upstream = call.in(0), &x = call.in(1), &out = call.out();
  const bool together = upstream.strides()[1] == 1 && x.strides()[1] == 1 && out.strides()[1] == 1;
  fill_zero<T>(out);
  for_each_window(upstream.layout, x.layout, together, call.attributes.as<PoolAttributes>(),
                  [&](const PoolLine& line) {
                    const T* g = upstream.data<T>() + line.output_at(upstream.layout);
                    for (Index c = 0; c < line.count; c += kPart)
                      place(line, g + c, x, out, c, std::min(kPart, line.count - c));
                  });
}

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

extern const Rule place_rule;

// Which place wins does not change with the images, but for jumps; so only the values have a
// gradient.
const Rule pick_rule{
    "max_pool2d", &ops::max_pick2d, 2, 0, [](BackwardCall& call) {
      const Tensor g = call.grad(), images = call.input(1);
      if (call.needs(0))
        call.give(0, apply(place_rule, {&g, &images}, call.attributes<PoolAttributes>()));
    }};
const Rule place_rule{
    "max_pool2d_backward", &ops::max_place2d, 2, 0, [](BackwardCall& call) {
      const Tensor g = call.grad(), images = call.input(1);
      if (call.needs(0))
        call.give(0, apply(pick_rule, {&g, &images}, call.attributes<PoolAttributes>()));
    }};

}  // namespace

namespace ops {
Operation max_pick2d("max_pick2d", infer_pick,
                     {{cpu, float32, "lines", max_pick_kernel<float>},
                      {cpu, float64, "lines", max_pick_kernel<double>}});
Operation max_place2d("max_place2d", infer_place,
                      {{cpu, float32, "lines", max_place_kernel<float>},
                       {cpu, float64, "lines", max_place_kernel<double>}});
}  // namespace ops

namespace nn {

Tensor max_pool2d(const Tensor& images, const Pool2dOptions& options) {
  if (images.dim() == 3) return squeeze(max_pool2d(unsqueeze(images, 0), options), 0);
  const Tensor where = images.detach();
  return apply(pick_rule, {&images, &where}, pool_attributes(options));
}

}  // namespace nn
}  // namespace gradus
