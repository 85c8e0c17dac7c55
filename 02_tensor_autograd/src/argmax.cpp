// Where the largest or the smallest element along an axis is.
#include "extreme_fold.h"
#include "reductions.h"

#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/extremes.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>
#include <bit>
#include <functional>

namespace gradus {
namespace {

void infer_arg(const Operation& op, Inputs inputs, const Attributes& attributes,
               OutputSpecs& outputs) {
  const auto& settings = attributes.as<ReduceAttributes>();
  if (std::popcount(settings.axes) != 1) fail(op.name(), ": works along one axis at a time");
  need_elements(op, inputs[0]->shape(), settings.axes);
  const Shape shape = reduced_shape(inputs[0]->shape(), settings);
  outputs.push_back({shape, contiguous_strides(shape), int64});
}

// The place of the best of `count` numbers `stride` apart. First the best of a block, which many
// comparisons at a time find, and only where it beats the blocks before, its place.
template <class Order, class T>
Index best_of(const T* x, Index count, Index stride) {
  constexpr Index kBlock = 512;
  Index best = 0;
  for (Index begin = 0; begin < count; begin += kBlock) {
    const Index size = std::min(kBlock, count - begin);
    const T found = Extreme<Order, T>::run(x + begin * stride, size, stride);
    if (!beats<Order>(found, x[best * stride])) continue;
    best = begin;
    while (best + 1 < begin + size && beats<Order>(found, x[best * stride])) ++best;
  }
  return best;
}

// The same for `width` rows of numbers, which begin `step` apart, all at the same time.
constexpr Index kWidth = 256;
template <class Order, bool dense, class T>
void best_of_columns(const T* x, Index step, Index count, Index stride, Index width,
                     Index* places) {
  const Index apart = dense ? 1 : step;
  T best[kWidth];
  for (Index i = 0; i < width; ++i) best[i] = x[i * apart];
  std::fill_n(places, width, 0);
  for (Index k = 1; k < count; ++k)
    for (Index i = 0; i < width; ++i) {
      const T candidate = x[k * stride + i * apart];
      const bool better = beats<Order>(candidate, best[i]);
      best[i] = better ? candidate : best[i];
      places[i] = better ? k : places[i];
    }
}

template <class Order, class T>
void arg_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<ReduceAttributes>();
  const Split split = split_axes(call.in(0).layout, attributes.axes);
  const Layout out = output_layout(call.out().layout, attributes);
  const T* x = call.in(0).data<T>();
  auto* y = call.out().data<std::int64_t>();
  const Index axis_stride = split.inner.strides[0], size = split.inner.shape[0];
  for_each_row<2>(
      plan_loop<2>({&split.outer, &out}),
      [&](const std::array<Index, 2>& offset, Index count, const std::array<Index, 2>& stride) {
        const T* from = x + offset[0];
        std::int64_t* to = y + offset[1];
        const bool dense = stride[0] == 1 && axis_stride != 1;
        if (count < 4 || !(dense || size <= 16)) {
          for (Index i = 0; i < count; ++i)
            to[i * stride[1]] = best_of<Order>(from + i * stride[0], size, axis_stride);
          return;
        }
        const auto columns =
            dense ? best_of_columns<Order, true, T> : best_of_columns<Order, false, T>;
        for (Index i = 0; i < count; i += kWidth) {
          Index places[kWidth];
          const Index width = std::min(kWidth, count - i);
          columns(from + i * stride[0], stride[0], size, axis_stride, width, places);
          for (Index k = 0; k < width; ++k) to[(i + k) * stride[1]] = places[k];
        }
      },
      std::max<Index>(1, kGrain / size));
}

template <template <class> class Order, class... T>
std::vector<KernelEntry> kernels() {
  return {{cpu, dtype_of<T>, "loop", arg_kernel<Order<T>, T>}...};
}

}  // namespace

namespace ops {
Operation argmax("argmax", infer_arg,
                 kernels<std::greater, float, double, std::int64_t, std::uint8_t, bool>());
Operation argmin("argmin", infer_arg,
                 kernels<std::less, float, double, std::int64_t, std::uint8_t, bool>());
}  // namespace ops

}  // namespace gradus
