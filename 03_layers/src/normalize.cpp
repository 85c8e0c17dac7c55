#include "normalize.h"

#include <gradus/layers/normalization.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>

#include <cmath>

namespace gradus {
namespace {

void infer_normalize(const Operation& op, Inputs inputs, const Attributes& attributes,
                     OutputSpecs& outputs) {
  infer_elementwise(op, inputs, attributes, outputs);
  const Shape reduced =
      reduced_shape(inputs[0]->shape(), {attributes.as<NormalizeAttributes>().axes, true});
  for (int i = 0; i < 2; ++i)
    outputs.push_back({reduced, contiguous_strides(reduced), inputs[0]->dtype});
}

// out = the mean of x over the axes that it lacks, by the kernel of sum.
template <class T>
void mean_into(const Array& x, const Array& out, const NormalizeAttributes& settings) {
  const Array *inputs[] = {&x}, *outputs[] = {&out};
  const Attributes attributes = ReduceAttributes{settings.axes, true};
  ops::sum.kernel(cpu, x.dtype).run({inputs, outputs, attributes});
  const T scale = static_cast<T>(static_cast<double>(out.numel()) / static_cast<double>(x.numel()));
  map_unary<T, T>(out, out, [scale](T total) { return scale * total; });
}

// y = (x - mean) / sqrt(var + eps), element by element.
template <class T>
void standardize(const Array& x, const Array& mean, const Array& var, const Array& y, T eps) {
  const T *from = x.data<T>(), *means = mean.data<T>(), *vars = var.data<T>();
  T* to = y.data<T>();
  for_each_row<4>(
      plan_loop<4>({&y.layout, &x.layout, &mean.layout, &var.layout}),
      [=](const std::array<Index, 4>& offset, Index count, const std::array<Index, 4>& stride) {
        T* out = to + offset[0];
        const T *in = from + offset[1], *m = means + offset[2], *v = vars + offset[3];
        if (stride == std::array<Index, 4>{1, 1, 0, 0}) {
          const T centre = *m, scale = 1 / std::sqrt(*v + eps);
          for (Index i = 0; i < count; ++i) out[i] = (in[i] - centre) * scale;
        } else if (stride == std::array<Index, 4>{1, 1, 1, 1}) {
          for (Index i = 0; i < count; ++i) out[i] = (in[i] - m[i]) / std::sqrt(v[i] + eps);
        } else {
          for (Index i = 0; i < count; ++i)
            out[i * stride[0]] =
                (in[i * stride[1]] - m[i * stride[2]]) / std::sqrt(v[i * stride[3]] + eps);
        }
      });
}

template <class T>
void normalize_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<NormalizeAttributes>();
  const Array &x = call.in(0), &y = call.out(0), &mean = call.out(1), &var = call.out(2);
  const auto repeated = [&](const Array& array) {
    return array.with(views::expand(array.layout, x.shape()));
  };
  mean_into<T>(x, mean, settings);
  // y holds the squares until its own numbers come.
  map_binary<T, T>(x, repeated(mean), y,
                   [](T value, T centre) { return (value - centre) * (value - centre); });
  mean_into<T>(y, var, settings);
  standardize<T>(x, repeated(mean), repeated(var), y, static_cast<T>(settings.eps));
}

const Rule normalize_rule{
    "normalize", &ops::normalize, 0, 5, [](BackwardCall& call) {
      const auto& settings = call.attributes<NormalizeAttributes>();
      const Tensor y = call.output(0), g = call.grad(0);
      const Tensor deviation = sqrt(call.output(2) + settings.eps), scale = 1.0 / deviation;
      Axes axes;
      for (int axis = 0; axis < y.dim(); ++axis)
        if (settings.axes >> axis & 1) axes.push_back(axis);
      const auto [times_y, shift] = normalize_gradient(g, y, scale, axes);
      // What flowed to the mean and to the variance: dmean/dx = 1/n, dvar/dx = 2 (x - mean) / n.
      const double count = static_cast<double>(y.numel()) / static_cast<double>(scale.numel());
      call.give(0, g * scale + y * (times_y + call.grad(2) * deviation * (2 / count)) +
                       (shift + call.grad(1) * (1 / count)));
    }};

}  // namespace

namespace ops {
Operation normalize("normalize", infer_normalize,
                    {{cpu, float32, "passes", normalize_kernel<float>},
                     {cpu, float64, "passes", normalize_kernel<double>}});
}  // namespace ops

namespace nn {

Normalized normalize(const Tensor& x, const Axes& axes, double eps) {
  const std::uint32_t mask = reduce_attributes(axes, true, x.dim(), "normalize").axes;
  const Tensor* inputs[] = {&x};
  const std::vector<Tensor> out = apply_all(normalize_rule, inputs, NormalizeAttributes{mask, eps});
  return {out[0], out[1], out[2]};
}

}  // namespace nn
}  // namespace gradus
