// The largest and the smallest elements along axes.
#include <gradus/tensor_autograd/extremes.h>

#include "elementwise.cuh"
#include "folds.cuh"
#include "reduction.cuh"
#include "reductions.h"

namespace gradus::cuda {
namespace {

Reduction plan(const KernelCall& call) {
  return {call.in(0).layout, call.out().layout, call.attributes.as<ReduceAttributes>()};
}

template <class Fold, class T>
void kernel(const KernelCall& call) {
  reduce<Fold>("max or min", plan(call), LoadFrom<T>{call.in(0).data<T>()},
               StoreTo<T>{call.out().data<T>()}, call.workspace);
}

template <class Fold, class T>
KernelEntry entry() {
  return {gpu, dtype_of<T>, "shuffles", kernel<Fold, T>,
          [](const KernelCall& call) { return reduction_workspace<Fold>(plan(call)); }};
}

}  // namespace

void register_extremes() {
  for_each_type(All{}, []<class T>(T) {
    ops::max.add_kernel(entry<Largest<T>, T>());
    ops::min.add_kernel(entry<Smallest<T>, T>());
  });
}

}  // namespace gradus::cuda
