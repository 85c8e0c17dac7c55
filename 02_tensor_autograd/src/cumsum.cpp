// Running sums along an axis.
#include "reductions.h"
#include "scan.h"

#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/cumsum.h>
#include <gradus/tensor_autograd/elementwise.h>

#include <algorithm>

namespace gradus {
namespace {

// The same for `width` columns of numbers that lie next to each other.
constexpr Index kWidth = 128;
template <class T>
void scan_columns(const T* x, Index x_stride, T* y, Index y_stride, Index count, Index width,
                  const T* before, T* total) {
  if (count > kFew) {
    const Index half = count / 2;
    T left[kWidth], both[kWidth];
    scan_columns(x, x_stride, y, y_stride, half, width, before, left);
    for (Index i = 0; i < width; ++i) both[i] = before[i] + left[i];
    scan_columns(x + half * x_stride, x_stride, y + half * y_stride, y_stride, count - half, width,
                 both, total);
    for (Index i = 0; i < width; ++i) total[i] = left[i] + total[i];
    return;
  }
  std::fill_n(total, width, T(0));
  for (Index row = 0; row < count; ++row)
    for (Index i = 0; i < width; ++i) {
      total[i] += x[row * x_stride + i];
      y[row * y_stride + i] = before[i] + total[i];
    }
}

template <class T>
void cumsum_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<CumsumAttributes>();
  const Array &in = call.in(0), &out = call.out();
  const Index count = in.shape()[settings.axis];
  if (in.numel() == 0) return;
  const std::uint32_t axis = 1u << settings.axis;
  const Split from = split_axes(in.layout, axis), to = split_axes(out.layout, axis);
  Index x_stride = from.inner.strides[0], y_stride = to.inner.strides[0];
  const T* x = in.data<T>();
  T* y = out.data<T>();
  if (settings.reverse) {  // from the last to the first
    x += (count - 1) * x_stride;
    y += (count - 1) * y_stride;
    x_stride = -x_stride;
    y_stride = -y_stride;
  }
  for_each_row<2>(
      plan_loop<2>({&to.outer, &from.outer}),
      [&](const std::array<Index, 2>& offset, Index lines, const std::array<Index, 2>& stride) {
        T* to_line = y + offset[0];
        const T* from_line = x + offset[1];
        const bool by_columns = lines >= 4 && stride[0] == 1 && stride[1] == 1;
        for (Index i = 0; i < lines; i += by_columns ? kWidth : 1) {
          T* line = to_line + i * stride[0];
          const T* values = from_line + i * stride[1];
          if (by_columns) {
            const T before[kWidth] = {};
            T total[kWidth];
            scan_columns(values, x_stride, line, y_stride, count, std::min(kWidth, lines - i),
                         before, total);
          } else {
            scan(values, x_stride, line, y_stride, count, T(0));
          }
        }
      },
      std::max<Index>(1, kGrain / count));
}

void infer_cumsum(const Operation&, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array& x = *inputs[0];
  outputs.push_back({x.shape(), dense_strides_like(x.layout), x.dtype});
}

}  // namespace

namespace ops {
Operation cumsum("cumsum", infer_cumsum,
                 {{cpu, float32, "halves", cumsum_kernel<float>},
                  {cpu, float64, "halves", cumsum_kernel<double>},
                  {cpu, int64, "halves", cumsum_kernel<std::int64_t>}});
}  // namespace ops

}  // namespace gradus
