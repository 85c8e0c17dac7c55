// The largest elements, and sorting.
#include "indexing.h"

#include <gradus/common/error.h>
#include <gradus/common/threads.h>

#include <algorithm>
#include <numeric>

namespace gradus {
namespace {

void infer_topk(const Operation& op, Inputs inputs, const Attributes& attributes,
                OutputSpecs& outputs) {
  const auto& settings = attributes.as<TopKAttributes>();
  Shape shape = inputs[0]->shape();
  check_axis(settings.axis, shape.rank(), op.name());
  if (settings.k < 0 || settings.k > shape[settings.axis])
    fail(op.name(), ": k is ", settings.k, ", but axis ", settings.axis, " of ", shape, " has ",
         shape[settings.axis], " elements");
  shape[settings.axis] = settings.k;
  outputs.push_back({shape, contiguous_strides(shape), int64});
}

// Room for the positions of each column, one behind the other.
std::size_t topk_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(call.out().numel()) * sizeof(std::int64_t);
}

template <class T>
void topk_kernel(const KernelCall& call) {
  const auto& [axis, k, largest] = call.attributes.as<TopKAttributes>();
  const Array &in = call.in(0), &out = call.out();
  const Layout columns = without(in.layout, axis), results = without(out.layout, axis);
  const Index size = in.shape()[axis], stride = in.strides()[axis];
  const Index out_stride = out.strides()[axis];
  const auto body = [&, k = k, largest = largest](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const Dims column = unravel(i, columns.shape);
      const T* x = in.data<T>() + offset_of(column, columns.strides);
      auto* y = out.data<std::int64_t>() + offset_of(column, results.strides);
      auto* best = reinterpret_cast<std::int64_t*>(call.workspace) + i * k;
      const auto first = [&](Index a, Index b) {
        return comes_first(x[a * stride], x[b * stride], a, b, largest);
      };
      // A heap of the k best so far, the last of them on top.
      std::iota(best, best + k, Index{0});
      std::make_heap(best, best + k, first);
      for (Index j = k; j < size; ++j) {
        if (!first(j, *best)) continue;
        std::pop_heap(best, best + k, first);
        best[k - 1] = j;
        std::push_heap(best, best + k, first);
      }
      std::sort_heap(best, best + k, first);
      for (Index j = 0; j < k; ++j) y[j * out_stride] = best[j];
    }
  };
  if (k > 0) parallel_for(0, columns.numel(), std::max<Index>(1, 1024 / size), body);
}

}  // namespace

namespace ops {
Operation topk("topk", infer_topk,
               {{cpu, float32, "heap", topk_kernel<float>, topk_workspace},
                {cpu, float64, "heap", topk_kernel<double>, topk_workspace},
                {cpu, int64, "heap", topk_kernel<std::int64_t>, topk_workspace},
                {cpu, uint8, "heap", topk_kernel<std::uint8_t>, topk_workspace},
                {cpu, bool_, "heap", topk_kernel<bool>, topk_workspace}});
}  // namespace ops

}  // namespace gradus
