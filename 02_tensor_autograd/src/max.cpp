// The largest and the smallest of all elements along axes.
#include "extreme_fold.h"
#include "fold.h"

#include <gradus/tensor_autograd/extremes.h>

#include <functional>

namespace gradus {
namespace {

void infer_extreme(const Operation& op, Inputs inputs, const Attributes& attributes,
                   OutputSpecs& outputs) {
  const auto& settings = attributes.as<ReduceAttributes>();
  need_elements(op, inputs[0]->shape(), settings.axes);
  const Shape shape = reduced_shape(inputs[0]->shape(), settings);
  outputs.push_back({shape, contiguous_strides(shape), inputs[0]->dtype});
}

template <template <class> class Order, class... T>
std::vector<KernelEntry> kernels() {
  return {{cpu, dtype_of<T>, "lanes", folding::kernel<Extreme<Order<T>, T>, T>,
           folding::workspace<Extreme<Order<T>, T>>}...};
}

}  // namespace

namespace ops {
Operation max("max", infer_extreme,
              kernels<std::greater, float, double, std::int64_t, std::uint8_t, bool>());
Operation min("min", infer_extreme,
              kernels<std::less, float, double, std::int64_t, std::uint8_t, bool>());
}  // namespace ops

}  // namespace gradus
