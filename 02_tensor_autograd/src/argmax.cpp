#include "reductions.h"

#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>
#include <bit>

namespace gradus {
namespace {

void infer_argmax(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs) {
  const auto& settings = attributes.as<ReduceAttributes>();
  if (std::popcount(settings.axes) != 1) fail(op.name(), ": works along one axis at a time");
  if (inputs[0]->shape()[std::countr_zero(settings.axes)] == 0)
    fail(op.name(), ": axis ", std::countr_zero(settings.axes), " of ", inputs[0]->shape(),
         " has no elements");
  const Shape shape = reduced_shape(inputs[0]->shape(), settings);
  outputs.push_back({shape, contiguous_strides(shape), int64});
}

template <class T>
void argmax_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<ReduceAttributes>();
  const Split split = split_axes(call.in(0).layout, attributes.axes);
  const T* x = call.in(0).data<T>();
  auto* y = call.out().data<std::int64_t>();
  const Index stride = split.inner.strides[0], size = split.inner.shape[0];
  parallel_for(0, split.outer.numel(), std::max<Index>(1, kGrain / size),
               [&](Index begin, Index end) {
                 for (Index i = begin; i < end; ++i) {
                   const T* row = x + offset_of(unravel(i, split.outer.shape), split.outer.strides);
                   Index best = 0;
                   for (Index j = 1; j < size && row[best * stride] == row[best * stride]; ++j)
                     if (!(row[j * stride] <= row[best * stride])) best = j;
                   y[i] = best;
                 }
               });
}

}  // namespace

namespace ops {
Operation argmax("argmax", infer_argmax,
                 {{cpu, float32, "loop", argmax_kernel<float>},
                  {cpu, float64, "loop", argmax_kernel<double>},
                  {cpu, int64, "loop", argmax_kernel<std::int64_t>}});
}  // namespace ops

}  // namespace gradus
