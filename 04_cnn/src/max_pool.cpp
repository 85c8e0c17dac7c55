#include "fill_zero.h"
#include "pool_kernels.h"
#include "pool_lines.h"
#include "pool_shapes.h"

#include <gradus/cnn/memory_format.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/vector_tile.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <cstring>
#include <utility>

namespace gradus {
namespace {

// Neighbouring channels are done together: V is a vector of their numbers, or one number. It is
// compared number by number, and `which ? a : b` chooses likewise.
template <class V, class T>
V read(const T* from) {
  V result;
  std::memcpy(&result, from, sizeof(V));
  return result;
}
template <class V, class T>
void write(const V& value, T* to) {
  std::memcpy(to, &value, sizeof(V));
}

// Calls body(V(), c) for all channels of a line: by vectors as long as there are enough, then one
// by one.
template <class T, class Body>
void for_each_channel(Index count, const Body& body) {
  Index c = 0;
  for (; c + Tile<T>::kWidth <= count; c += Tile<T>::kWidth) body(typename Tile<T>::Vector(), c);
  for (; c < count; ++c) body(T(), c);
}

// Where a number takes the place of the best so far: if it is larger, or NaN.
template <class V>
auto wins(const V& x, const V& best) {
  return (x > best) | ((x != x) & (best == best));
}

// The channels from c on of one window: `out` gets the value where x is largest.
template <class V, class T>
void pick(const PoolLine& line, const Array& values, const Array& x, Index c, T* out) {
  V best{}, chosen{};
  bool start = true;
  for_each_place(line, [&](Index row, Index column) {
    const V here = read<V>(x.data<T>() + line.at(x.layout, row, column) + c);
    const V value = read<V>(values.data<T>() + line.at(values.layout, row, column) + c);
    // exercise: pooling/max
    //| `here` is the pixel at this place of the window, `best` the best pixel so far, and `chosen` shall be what stands in
    //| `value` where the best one stands. (For a max-pooling value and here are the same; for the gradient of its
    //| gradient they are not.) wins(pixel, best) says whether a pixel beats the best so far; at the first place of a
    //| window, `start`, there is none. All of these may be vectors, of several channels: `if` cannot decide for each of
    //| them, but `better ? here : best` can.
    if (start) {
      best = here;
      chosen = value;
    }
    const auto better = wins(here, best);
    best = better ? here : best;
    chosen = better ? value : chosen;
    // end exercise
    start = false;
  });
  write(chosen, out + c);
}

// The same backwards: the upstream number goes to the first place where x is largest.
template <class V, class T>
void place(const PoolLine& line, const T* upstream, const Array& x, const Array& out, Index c) {
  V best{}, rest = read<V>(upstream + c);
  bool start = true;
  for_each_place(line, [&](Index row, Index column) {
    const V pixel = read<V>(x.data<T>() + line.at(x.layout, row, column) + c);
    if (std::exchange(start, false)) best = pixel;
    best = wins(pixel, best) ? pixel : best;
  });
  for_each_place(line, [&](Index row, Index column) {
    const V pixel = read<V>(x.data<T>() + line.at(x.layout, row, column) + c);
    // exercise: pooling/max-backward
    //| `pixel` stands at this place of the window, `best` is the window's largest, `rest` its upstream gradient (numbers,
    //| or vectors of those of several channels). If this is where the largest stands (a NaN, which equals nothing, counts
    //| as largest), its gradient gets `rest`, and nothing is left for the places that follow. The gradient of this place
    //| begins at out.data<T>() + line.at(out.layout, row, column) + c; read<V>(at) reads it, write(value, at) writes it,
    //| and other windows may have added to it already. V{} is 0.
    T* at = out.data<T>() + line.at(out.layout, row, column) + c;
    const auto hit = (pixel == best) | (pixel != pixel);
    write(read<V>(at) + (hit ? rest : V{}), at);
    rest = hit ? V{} : rest;
    // end exercise
  });
}

}  // namespace

template <class T>
void max_pick_kernel(const KernelCall& call) {
  const Array &values = call.in(0), &x = call.in(1), &out = call.out();
  const bool together = values.strides()[1] == 1 && x.strides()[1] == 1 && out.strides()[1] == 1;
  for_each_window(out.layout, x.layout, together, call.attributes.as<PoolAttributes>(),
                  [&](const PoolLine& line) {
                    T* to = out.data<T>() + line.output_at(out.layout);
                    for_each_channel<T>(line.count, [&](auto sample, Index c) {
                      pick<decltype(sample)>(line, values, x, c, to);
                    });
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
                    for_each_channel<T>(line.count, [&](auto sample, Index c) {
                      place<decltype(sample)>(line, g, x, out, c);
                    });
                  });
}

template void max_pick_kernel<float>(const KernelCall&);
template void max_pick_kernel<double>(const KernelCall&);
template void max_place_kernel<float>(const KernelCall&);
template void max_place_kernel<double>(const KernelCall&);

namespace {

extern const Rule place_rule;

// The gradient in the images' order in memory: behind a Flatten it often comes in another one, in
// which channels could only be done one by one.
Tensor ordered(const Tensor& g, const Tensor& images) {
  return images.array().strides()[1] == 1 ? nn::channels_last(g) : g;
}

// Which place wins does not change with the images, but for jumps; so only the values have a
// gradient.
const Rule pick_rule{
    "max_pool2d", &ops::max_pick2d, 2, 0, [](BackwardCall& call) {
      const Tensor images = call.input(1), g = ordered(call.grad(), images);
      if (call.needs(0))
        call.give(0, apply(place_rule, {&g, &images}, call.attributes<PoolAttributes>()));
    }};
const Rule place_rule{
    "max_pool2d_backward", &ops::max_place2d, 2, 0, [](BackwardCall& call) {
      const Tensor images = call.input(1), g = ordered(call.grad(), images);
      if (call.needs(0))
        call.give(0, apply(pick_rule, {&g, &images}, call.attributes<PoolAttributes>()));
    }};

}  // namespace

namespace nn {

Tensor max_pool2d(const Tensor& images, const Pool2dOptions& options) {
  if (images.dim() == 3) return squeeze(max_pool2d(unsqueeze(images, 0), options), 0);
  const Tensor where = images.detach();
  return apply(pick_rule, {&images, &where}, pool_attributes(options));
}

}  // namespace nn
}  // namespace gradus
