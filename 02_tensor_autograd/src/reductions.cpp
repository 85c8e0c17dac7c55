#include "reductions.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/reductions.h>

namespace gradus {

ReduceAttributes reduce_attributes(const Axes& axes, bool keepdim, int rank,
                                   const char* operation) {
  ReduceAttributes attributes{0, keepdim};
  for (Index axis : axes) {
    const std::uint32_t bit = 1u << normalize_axis(axis, rank, operation);
    if (attributes.axes & bit) fail(operation, ": axis ", axis, " appears twice in ", axes);
    attributes.axes |= bit;
  }
  if (axes.empty()) attributes.axes = (1u << rank) - 1;
  return attributes;
}

Shape reduced_shape(const Shape& shape, const ReduceAttributes& attributes) {
  // exercise: reductions/reduced-shape
  //| Bit `axis` of attributes.axes says whether the axis is summed away. With keepdim it stays, with size 1.
  Shape result;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (!(attributes.axes >> axis & 1))
      result.push_back(shape[axis]);
    else if (attributes.keepdim)
      result.push_back(1);
  }
  return result;
  // end exercise
}

Split split_axes(const Layout& layout, std::uint32_t axes) {
  Split split;
  for (int axis = 0; axis < layout.rank(); ++axis) {
    Layout& part = axes >> axis & 1 ? split.inner : split.outer;
    part.shape.push_back(layout.shape[axis]);
    part.strides.push_back(layout.strides[axis]);
  }
  return split;
}

Layout output_layout(const Layout& layout, const ReduceAttributes& attributes) {
  if (!attributes.keepdim) return layout;
  Layout result;
  for (int axis = 0; axis < layout.rank(); ++axis) {
    if (attributes.axes >> axis & 1) continue;
    result.shape.push_back(layout.shape[axis]);
    result.strides.push_back(layout.strides[axis]);
  }
  return result;
}

namespace {

void infer_sum(const Operation&, Inputs inputs, const Attributes& attributes,
               OutputSpecs& outputs) {
  const Shape shape = reduced_shape(inputs[0]->shape(), attributes.as<ReduceAttributes>());
  outputs.push_back({shape, contiguous_strides(shape), inputs[0]->dtype});
}

// One running sum an output: simple, and its rounding error grows with the number of terms.
template <class T>
void sum_naive(const KernelCall& call) {
  const auto& attributes = call.attributes.as<ReduceAttributes>();
  const Split split = split_axes(call.in(0).layout, attributes.axes);
  const Layout out = output_layout(call.out().layout, attributes);
  const T* x = call.in(0).data<T>();
  T* y = call.out().data<T>();
  for (Index i = 0; i < split.outer.numel(); ++i) {
    const Dims outer = unravel(i, split.outer.shape);
    // exercise: reductions/sum-naive
    //| Element `outer` of the result (at offset_of(outer, out.strides) in y) is the sum of all elements of x whose
    //| kept indices are `outer`. split.outer holds the strides of the kept axes, split.inner those of the summed ones;
    //| unravel(j, split.inner.shape) counts through them. The sum of nothing is 0.
    const T* row = x + offset_of(outer, split.outer.strides);
    T total = 0;
    for (Index j = 0; j < split.inner.numel(); ++j)
      total += row[offset_of(unravel(j, split.inner.shape), split.inner.strides)];
    y[offset_of(outer, out.strides)] = total;
    // end exercise
  }
}

// The sum of `count` numbers `stride` apart, with several running sums side by side.
template <class T>
[[gnu::always_inline]] inline T sum_block(const T* x, Index count, Index stride) {
  // exercise: reductions/sum-block
  //| Sum x[0], x[stride], ... with 64 running sums: the processor can add to many of them with one instruction, none
  //| waits for the one before, and each collects fewer rounding errors. Mind the last few elements. At the end put the
  //| running sums together two by two: 64, 32, 16, ...
  constexpr int kLanes = 64;
  T part[kLanes] = {};
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) part[lane] += x[(i + lane) * stride];
  for (int lane = 0; i < count; ++i, ++lane) part[lane] += x[i * stride];
  for (int half = kLanes / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; ++lane) part[lane] += part[lane + half];
  return part[0];
  // end exercise
}

}  // namespace

template <class T>
T pairwise(const T* x, Index count, Index stride) {
  constexpr Index kBlock = 2048;
  if (count > kBlock) {
    const Index half = count / 2;
    return pairwise(x, half, stride) + pairwise(x + half * stride, count - half, stride);
  }
  return stride == 1 ? sum_block(x, count, 1) : sum_block(x, count, stride);
}
template float pairwise(const float*, Index, Index);
template double pairwise(const double*, Index, Index);

namespace ops {
Operation sum("sum", infer_sum,
              {{cpu, float32, "pairwise", sum_pairwise<float>},
               {cpu, float64, "pairwise", sum_pairwise<double>},
               {cpu, int64, "naive", sum_naive<std::int64_t>},
               {cpu, float32, "naive", sum_naive<float>},
               {cpu, float64, "naive", sum_naive<double>}});
}  // namespace ops

}  // namespace gradus
