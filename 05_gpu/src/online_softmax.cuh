#pragma once
// The largest number of a row and the sum of the exponentials, in one pass over it.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/exponential.h>
#include <gradus/tensor_autograd/shape.h>

#include <limits>

namespace gradus::cuda {

using formulas::exponential;

/// Some numbers, as far as softmax goes: the largest, and the sum of e^(x - largest).
template <class T>
struct Exponentials {
  T largest, sum;
};

/// Joins parts of a row (a Fold of reduce.cuh).
template <class T>
struct OnlineSoftmax {
  using Value = Exponentials<T>;
  static constexpr Value nothing() { return {-std::numeric_limits<T>::infinity(), 0}; }
  static constexpr Value add(const Value& own, T x, Index) { return join(own, {x, 1}); }
  static constexpr Value join(const Value& a, const Value& b) {
    // exercise: softmax/join
    //| Two parts of a row, each with its own largest number, become one. The sum that belongs to the smaller `largest`
    //| counts in a unit that is too large: multiply it by e^(smaller - larger). No division, one exponential. Where both
    //| are equal the factor is 1: say so, since infinity - infinity is NaN, and a thread without elements brings
    //| nothing().
    const Value& big = a.largest < b.largest ? b : a;
    const Value& small = a.largest < b.largest ? a : b;
    const T factor = small.largest == big.largest ? T(1) : exponential(small.largest - big.largest);
    return {big.largest, big.sum + small.sum * factor};
    // end exercise
  }
};

/// What is divided by in the end. Where the largest number is infinite it is NaN, as it would be
/// had the sum been taken after the largest number was known.
template <class T>
constexpr T total(const Exponentials<T>& all) {
  return all.sum + (all.largest - all.largest);
}

}  // namespace gradus::cuda
