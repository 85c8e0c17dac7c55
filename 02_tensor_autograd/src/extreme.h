#pragma once
// What max, min, argmax and argmin rest on: which of two numbers comes first in an order, the
// largest where Order is std::greater, the smallest where it is std::less.
#include <gradus/common/error.h>

namespace gradus {

// The one that comes first.
template <class Order, class T>
[[gnu::always_inline]] inline T first_of(T a, T b) {
  // exercise: extremes/first-of
  //| Of two results, the one that comes first: Order{}(p, q) tells whether p comes before q. If one of them is NaN,
  //| so is the result: every comparison with NaN is false, so look at what your formula makes of a NaN in a, and in b.
  const T first = Order{}(b, a) ? b : a;  // a, where either is NaN
  return b != b ? b : first;
  // end exercise
}

// Whether `candidate`, which comes later in the tensor, takes the place of `best`.
template <class Order, class T>
[[gnu::always_inline]] inline bool beats(T candidate, T best) {
  // exercise: extremes/beats
  //| Order{}(p, q) tells whether p comes before q. Of equal numbers the first one keeps the place. A NaN takes the place of
  //| every number, and keeps it: a result computed from a NaN must not hide it.
  return Order{}(candidate, best) || (candidate != candidate && best == best);
  // end exercise
}

}  // namespace gradus
