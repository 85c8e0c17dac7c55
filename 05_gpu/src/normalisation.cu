// Numbers of mean 0 and variance 1, over any axes.
#include "normalisation.h"

#include <gradus/gpu/normalisation.h>
#include <gradus/layers/normalization.h>

#include <cmath>

#include "map.cuh"
#include "moments.cuh"
#include "reduction.cuh"

namespace gradus::cuda {
namespace {

template <class T>
struct Standardize {
  T eps;
  constexpr T operator()(T x, T mean, T var) const { return (x - mean) / std::sqrt(var + eps); }
};

Reduction plan(const KernelCall& call) {
  return {call.in(0).layout, call.out(1).layout,
          ReduceAttributes{call.attributes.as<NormalizeAttributes>().axes, true}};
}

template <class T>
void kernel(const KernelCall& call) {
  const Array &x = call.in(0), &y = call.out(0), &mean = call.out(1), &var = call.out(2);
  reduce<Welford<T>>("normalize", plan(call), LoadFrom<T>{x.data<T>()},
                     StoreMoments<T>{mean.data<T>(), var.data<T>()}, call.workspace);
  const auto repeated = [&](const Array& array) {
    return array.with(views::expand(array.layout, x.shape()));
  };
  const auto eps = static_cast<T>(call.attributes.as<NormalizeAttributes>().eps);
  map<T, T, T, T>("normalize", Standardize<T>{eps}, y, x, repeated(mean), repeated(var));
}

template <class T>
KernelEntry entry() {
  return {gpu, dtype_of<T>, "welford", kernel<T>,
          [](const KernelCall& call) { return reduction_workspace<Welford<T>>(plan(call)); }};
}

}  // namespace

void register_normalisation() {
  static const bool done = [] {
    ops::normalize.add_kernel(entry<float>());
    ops::normalize.add_kernel(entry<double>());
    register_batch_norm();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
