// The sum operation: pairwise sums over any axes.
#include "fold.h"
#include "sums.h"

namespace gradus {
namespace {

void infer_sum(const Operation&, Inputs inputs, const Attributes& attributes,
               OutputSpecs& outputs) {
  const Shape shape = reduced_shape(inputs[0]->shape(), attributes.as<ReduceAttributes>());
  const DType dtype = inputs[0]->dtype;
  outputs.push_back(
      {shape, contiguous_strides(shape), info(dtype).is_floating_point ? dtype : int64});
}

// The sum of `count` numbers `stride` apart, summed by halves, as a T.
template <class T, class In>
T pairwise(const In* x, Index count, Index stride) {
  constexpr Index kBlock = 8192;  // so long that putting its 64 running sums together hardly shows
  if (count > kBlock) {
    const Index half = count / 2;
    return pairwise<T>(x, half, stride) + pairwise<T>(x + half * stride, count - half, stride);
  }
  return stride == 1 ? sum_block<T>(x, count, 1) : sum_block<T>(x, count, stride);
}
template <class T>
struct Sum {
  using Value = T;
  static T nothing() { return 0; }
  template <class In>
  static T run(const In* x, Index count, Index stride) {
    return pairwise<T>(x, count, stride);
  }
  static T join(T a, T b) { return a + b; }
};

template <class T, class In>
KernelEntry kernel() {
  return {cpu, dtype_of<In>, "pairwise", folding::kernel<Sum<T>, In>, folding::workspace<Sum<T>>};
}

}  // namespace

namespace ops {
Operation sum("sum", infer_sum,
              {kernel<float, float>(),
               kernel<double, double>(),
               kernel<std::int64_t, std::int64_t>(),
               kernel<std::int64_t, std::uint8_t>(),
               kernel<std::int64_t, bool>(),
               {cpu, float32, "naive", sum_naive<float, float>},
               {cpu, float64, "naive", sum_naive<double, double>},
               {cpu, int64, "naive", sum_naive<std::int64_t, std::int64_t>}});
}  // namespace ops

}  // namespace gradus
