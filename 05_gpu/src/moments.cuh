#pragma once
// Mean and variance in one pass that survives numbers far from 0.
#include <cuda_runtime.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/shape.h>

namespace gradus::cuda {

/// Some numbers, as far as mean and variance go.
template <class T>
struct Moments {
  T count, mean, squares;  // squares: the sum of (x - mean)^2
};

/// Joins parts of a column or row (a Fold of reduce.cuh).
template <class T>
struct Welford {
  using Value = Moments<T>;
  static constexpr Value nothing() { return {0, 0, 0}; }
  static constexpr Value add(const Value& own, T x, Index) {
    // exercise: normalisation/add
    //| One number more. The mean moves towards x by the share that x has among count + 1 numbers. The sum of squared
    //| distances grows by (x - old mean) (x - new mean). Never add up x or x^2 themselves: where the mean is large, their
    //| digits push out those that make the variance.
    const T count = own.count + 1, distance = x - own.mean;
    const T mean = own.mean + distance / count;
    return {count, mean, own.squares + distance * (x - mean)};
    // end exercise
  }
  static constexpr Value join(const Value& a, const Value& b) {
    // exercise: normalisation/join
    //| Two parts become one, of count = a.count + b.count numbers. The mean moves from a's towards b's by b's share of the
    //| numbers, and the squares get (distance of the means)^2 a.count b.count / count beside their sum. Both parts may be
    //| empty.
    const T count = a.count + b.count, distance = b.mean - a.mean;
    const T share = count > 0 ? b.count / count : T(0);
    return {count, a.mean + distance * share,
            a.squares + b.squares + distance * distance * a.count * share};
    // end exercise
  }
};

/// Mean and (biased) variance into two arrays.
template <class T>
struct StoreMoments {
  T *mean, *var;
  __device__ void operator()(Index at, Index, Index, const Moments<T>& all) const {
    var[at] = all.squares / all.count;  // of nothing: NaN
    mean[at] = all.count > 0 ? all.mean : all.squares / all.count;
  }
};

}  // namespace gradus::cuda
