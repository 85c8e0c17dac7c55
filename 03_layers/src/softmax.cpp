#include "softmax_rows.h"

#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <cmath>

namespace gradus {
namespace {

using formulas::exponential;

// The same for rows without gaps, with vector code: many partial results side by side, as in
// chapter 02's sums. 4096 rows of 1024 floats take a seventh of the time.
template <class T, class F>
T fold(const T* x, Index count, T start, F f) {
  constexpr int kLanes = 32;
  T part[kLanes];
  std::fill_n(part, kLanes, start);
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) part[lane] = f(part[lane], x[i + lane]);
  for (int lane = 0; i < count; ++i, ++lane) part[lane] = f(part[lane], x[i]);
  for (int half = kLanes / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; ++lane) part[lane] = f(part[lane], part[lane + half]);
  return part[0];
}
template <class T>
T largest_fold(const T* x, Index count) {
  return fold(x, count, x[0], [](T a, T b) { return a < b ? b : a; });
}
template <class T>
T sum_fold(const T* x, Index count) {
  return fold(x, count, T(0), [](T a, T b) { return a + b; });
}
template <class T>
void softmax_vector(const T* x, T* y, Index count) {
  const T largest = largest_fold(x, count);
  for (Index c = 0; c < count; ++c) y[c] = exponential(x[c] - largest);
  const T scale = 1 / sum_fold(y, count);
  for (Index c = 0; c < count; ++c) y[c] *= scale;
}
template <class T>
void log_softmax_vector(const T* x, T* y, Index count) {
  constexpr Index kBlock = 256;
  T e[kBlock], sum = 0;
  const T largest = largest_fold(x, count);
  for (Index first = 0; first < count; first += kBlock) {
    const Index size = std::min(kBlock, count - first);
    for (Index c = 0; c < size; ++c) e[c] = exponential(x[first + c] - largest);
    sum += sum_fold(e, size);
  }
  const T log_sum = std::log(sum);
  for (Index c = 0; c < count; ++c) y[c] = x[c] - largest - log_sum;
}

// Calls row(x, y, count) for all rows along the axis, in parallel.
template <class T, class F>
void for_each_row_along(const KernelCall& call, F row) {
  const int axis = call.attributes.as<SoftmaxAttributes>().axis;
  const Array &in = call.in(0), &out = call.out();
  const Index count = in.shape()[axis];
  if (in.numel() == 0) return;
  const Layout x_first = views::select(in.layout, axis, 0),
               y_first = views::select(out.layout, axis, 0);
  const Row<const T> x{in.data<T>(), in.strides()[axis]};
  const Row<T> y{out.data<T>(), out.strides()[axis]};
  for_each_row<2>(
      plan_loop<2>({&y_first, &x_first}),
      [=](const std::array<Index, 2>& offset, Index rows, const std::array<Index, 2>& stride) {
        for (Index i = 0; i < rows; ++i)
          row(Row<const T>{x.data + offset[1] + i * stride[1], x.stride},
              Row<T>{y.data + offset[0] + i * stride[0], y.stride}, count);
      },
      std::max<Index>(1, kGrain / 4 / count));
}

template <class T>
void softmax_naive(const KernelCall& call) {
  for_each_row_along<T>(call, softmax_row<T>);
}
template <class T>
void log_softmax_naive(const KernelCall& call) {
  for_each_row_along<T>(call, log_softmax_row<T>);
}
template <class T>
void softmax_fused(const KernelCall& call) {
  for_each_row_along<T>(call, [](const Row<const T>& x, const Row<T>& y, Index count) {
    x.stride == 1 && y.stride == 1 ? softmax_vector(x.data, y.data, count)
                                   : softmax_row(x, y, count);
  });
}
template <class T>
void log_softmax_fused(const KernelCall& call) {
  for_each_row_along<T>(call, [](const Row<const T>& x, const Row<T>& y, Index count) {
    x.stride == 1 && y.stride == 1 ? log_softmax_vector(x.data, y.data, count)
                                   : log_softmax_row(x, y, count);
  });
}

const Rule softmax_rule{"softmax", &ops::softmax, 0, 1, [](BackwardCall& call) {
                          call.give(0, softmax_gradient(call.output(), call.grad(),
                                                        call.attributes<SoftmaxAttributes>().axis));
                        }};

const Rule log_softmax_rule{"log_softmax", &ops::log_softmax, 0, 1, [](BackwardCall& call) {
                              const Tensor y = call.output(), g = call.grad();
                              const Index axis = call.attributes<SoftmaxAttributes>().axis;
                              // dy_c/dx_j = [c = j] - softmax(x)_j, and softmax(x) is e^y.
                              call.give(0, g - exp(y) * sum(g, {axis}, true));
                            }};

}  // namespace

namespace ops {
Operation softmax("softmax", infer_elementwise,
                  {{cpu, float32, "fused", softmax_fused<float>},
                   {cpu, float64, "fused", softmax_fused<double>},
                   {cpu, float32, "naive", softmax_naive<float>},
                   {cpu, float64, "naive", softmax_naive<double>}});
Operation log_softmax("log_softmax", infer_elementwise,
                      {{cpu, float32, "fused", log_softmax_fused<float>},
                       {cpu, float64, "fused", log_softmax_fused<double>},
                       {cpu, float32, "naive", log_softmax_naive<float>},
                       {cpu, float64, "naive", log_softmax_naive<double>}});
}  // namespace ops

namespace nn {

Tensor softmax(const Tensor& x, Index axis) {
  return apply(softmax_rule, {&x}, SoftmaxAttributes{normalize_axis(axis, x.dim(), "softmax")});
}

Tensor log_softmax(const Tensor& x, Index axis) {
  return apply(log_softmax_rule, {&x},
               SoftmaxAttributes{normalize_axis(axis, x.dim(), "log_softmax")});
}

}  // namespace nn
}  // namespace gradus
