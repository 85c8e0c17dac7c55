// Where the largest or the smallest element along an axis is.
#include <gradus/tensor_autograd/extremes.h>

#include "elementwise.cuh"
#include "reduction.cuh"
#include "reductions.h"

namespace gradus::cuda {
namespace {

// An element and where it is.
template <class T>
struct Found {
  T value;
  Index place;
};

// The first place of the best element. The order of joining must not matter: of equal elements the
// one at the lower place wins, whichever comes as `a`. NaN is better than every number.
template <class T, bool kLargest>
struct FirstBest {
  using Value = Found<T>;
  static constexpr Index kNowhere = std::numeric_limits<Index>::max();
  static constexpr Value nothing() { return {T(), kNowhere}; }
  static constexpr Value add(const Value& own, T x, Index i) { return join(own, {x, i}); }
  static constexpr Value join(const Value& a, const Value& b) {
    if (a.place == kNowhere || b.place == kNowhere) return a.place == kNowhere ? b : a;
    if (beats(a.value, b.value)) return a;
    if (beats(b.value, a.value)) return b;
    return a.place < b.place ? a : b;
  }
  static constexpr bool beats(T x, T y) { return (kLargest ? x > y : x < y) || (x != x && y == y); }
};

template <class T>
struct StorePlace {
  std::int64_t* y;
  __device__ void operator()(Index at, Index, Index, const Found<T>& found) const {
    y[at] = found.place;
  }
};

Reduction plan(const KernelCall& call) {
  return {call.in(0).layout, call.out().layout, call.attributes.as<ReduceAttributes>()};
}

template <class Fold, class T>
KernelEntry entry() {
  return {gpu, dtype_of<T>, "shuffles",
          [](const KernelCall& call) {
            reduce<Fold>("argmax or argmin", plan(call), LoadFrom<T>{call.in(0).data<T>()},
                         StorePlace<T>{call.out().data<std::int64_t>()}, call.workspace);
          },
          [](const KernelCall& call) { return reduction_workspace<Fold>(plan(call)); }};
}

}  // namespace

void register_places() {
  for_each_type(All{}, []<class T>(T) {
    ops::argmax.add_kernel(entry<FirstBest<T, true>, T>());
    ops::argmin.add_kernel(entry<FirstBest<T, false>, T>());
  });
}

}  // namespace gradus::cuda
