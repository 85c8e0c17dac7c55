#pragma once
// Two ways to add numbers up.
#include "reductions.h"

#include <gradus/common/error.h>

namespace gradus {

// One running sum an output: simple, and its rounding error grows with the number of terms.
template <class T, class In>
void sum_naive(const KernelCall& call) {
  const auto& attributes = call.attributes.as<ReduceAttributes>();
  const Split split = split_axes(call.in(0).layout, attributes.axes);
  const Layout out = output_layout(call.out().layout, attributes);
  const In* x = call.in(0).data<In>();
  T* y = call.out().data<T>();
  for (Index i = 0; i < split.outer.numel(); ++i) {
    const Dims outer = unravel(i, split.outer.shape);
    // exercise: reductions/sum-naive
    //| Element `outer` of the result (at offset_of(outer, out.strides) in y) is the sum of all elements of x whose
    //| kept indices are `outer`. split.outer holds the strides of the kept axes, split.inner those of the summed ones;
    //| unravel(j, split.inner.shape) counts through them. The sum of nothing is 0.
    const In* row = x + offset_of(outer, split.outer.strides);
    T total = 0;
    for (Index j = 0; j < split.inner.numel(); ++j)
      total += row[offset_of(unravel(j, split.inner.shape), split.inner.strides)];
    y[offset_of(outer, out.strides)] = total;
    // end exercise
  }
}

// The sum of `count` numbers `stride` apart, with several running sums side by side.
template <class T, class In>
[[gnu::always_inline]] inline T sum_block(const In* x, Index count, Index stride) {
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

}  // namespace gradus
