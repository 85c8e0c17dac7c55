// The norm of many arrays as one long vector.
#include <gradus/layers/clip_grad.h>

#include "elementwise.cuh"
#include "reduction.cuh"
#include "reductions.h"

namespace gradus::cuda {
namespace {

// Squares are added up, or the largest absolute value is looked for, in double precision.
struct Squares {
  using Value = double;
  static constexpr double nothing() { return 0; }
  static constexpr double add(double own, double x, Index) { return own + x * x; }
  static constexpr double join(double a, double b) { return a + b; }
};
struct Sizes {
  using Value = double;
  static constexpr double nothing() { return 0; }
  static constexpr double add(double own, double x, Index) { return join(own, x < 0 ? -x : x); }
  static constexpr double join(double a, double b) { return formulas::Maximum{}(a, b); }
};

struct StoreRoot {
  double* y;
  __device__ void operator()(Index, Index, Index, double value) const { *y = sqrt(value); }
};

// The elements of an array, in whatever order they lie.
Reduction plan_for(Index count) {
  const Layout all = Layout::contiguous({count});
  return {all, Layout(), {1, false}};
}

// The workspace: a number for each input, then what the largest of the reductions needs.
std::size_t workspace(const KernelCall& call) {
  const Index inputs = static_cast<Index>(call.inputs.size());
  Index pieces = plan_for(inputs).pieces();
  for (const Array* array : call.inputs)
    pieces = std::max(pieces, plan_for(array->numel()).pieces());
  return static_cast<std::size_t>(inputs + pieces) * sizeof(double);
}

template <class Fold, class T, class Store>
void norm(const KernelCall& call, const Store& store) {
  auto* parts = reinterpret_cast<double*>(call.workspace);
  const Index inputs = static_cast<Index>(call.inputs.size());
  auto* rest = reinterpret_cast<std::byte*>(parts + inputs);
  for (Index i = 0; i < inputs; ++i) {
    const Array& array = call.in(static_cast<int>(i));
    reduce<Fold>("total_norm", plan_for(array.numel()), LoadFrom<T>{array.data<T>()},
                 StoreTo<double>{parts + i}, rest);
  }
  reduce<Parts<Fold>>("total_norm", plan_for(inputs), LoadFrom<double>{parts}, store, rest);
}

template <class T>
void kernel(const KernelCall& call) {
  auto* y = call.out().data<double>();
  if (call.attributes.as<NormAttributes>().norm_type == 2)
    norm<Squares, T>(call, StoreRoot{y});
  else
    norm<Sizes, T>(call, StoreTo<double>{y});
}

}  // namespace

void register_total_norm() {
  for_each_type(Floats{}, []<class T>(T) {
    ops::total_norm.add_kernel({gpu, dtype_of<T>, "shuffles", kernel<T>, workspace});
  });
}

}  // namespace gradus::cuda
