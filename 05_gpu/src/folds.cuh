#pragma once
// What is joined: sums, largest and smallest numbers (the Folds of reduce.cuh).
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/more_formulas.h>
#include <gradus/tensor_autograd/shape.h>

#include <limits>

namespace gradus::cuda {

/// Sums as T of numbers of another type.
template <class T>
struct Sum {
  using Value = T;
  static constexpr T nothing() { return 0; }
  template <class In>
  static constexpr T add(T own, In x, Index) {
    return own + static_cast<T>(x);
  }
  static constexpr T join(T a, T b) { return a + b; }
};

/// The largest number, NaN where there is one.
template <class T>
struct Largest {
  using Value = T;
  static constexpr T nothing() {
    using Limits = std::numeric_limits<T>;
    return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  }
  static constexpr T add(T own, T x, Index) { return join(own, x); }
  static constexpr T join(T a, T b) { return formulas::Maximum{}(a, b); }
};

/// The smallest number, NaN where there is one.
template <class T>
struct Smallest {
  using Value = T;
  static constexpr T nothing() {
    using Limits = std::numeric_limits<T>;
    return Limits::has_infinity ? Limits::infinity() : Limits::max();
  }
  static constexpr T add(T own, T x, Index) { return join(own, x); }
  static constexpr T join(T a, T b) { return formulas::Minimum{}(a, b); }
};

}  // namespace gradus::cuda
