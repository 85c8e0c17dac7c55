// Sums along axes.
#include <gradus/gpu/reductions.h>

#include "folds.cuh"
#include "reduction.cuh"
#include "reductions.h"

namespace gradus::cuda {
namespace {

Reduction plan(const KernelCall& call) {
  return {call.in(0).layout, call.out().layout, call.attributes.as<ReduceAttributes>()};
}

template <class T, class In, bool kTree>
void sum_kernel(const KernelCall& call) {
  reduce<Sum<T>, kTree>("sum", plan(call), LoadFrom<In>{call.in(0).data<In>()},
                        StoreTo<T>{call.out().data<T>()}, call.workspace);
}

template <class T>
std::size_t sum_workspace(const KernelCall& call) {
  return reduction_workspace<Sum<T>>(plan(call));
}

template <class T, class In, bool kTree = false>
void add_sum(const char* variant) {
  ops::sum.add_kernel({gpu, dtype_of<In>, variant, sum_kernel<T, In, kTree>, sum_workspace<T>});
}

}  // namespace

void register_reductions() {
  static const bool done = [] {
    add_sum<float, float>("shuffles");
    add_sum<double, double>("shuffles");
    add_sum<std::int64_t, std::int64_t>("shuffles");
    add_sum<std::int64_t, std::uint8_t>("shuffles");
    add_sum<std::int64_t, bool>("shuffles");
    add_sum<float, float, true>("tree");
    add_sum<double, double, true>("tree");
    register_extremes();
    register_places();
    register_cumsum();
    register_topk();
    register_total_norm();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
