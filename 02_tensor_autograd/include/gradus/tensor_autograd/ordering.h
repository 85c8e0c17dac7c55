#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/shape.h>

namespace gradus {

/// Whether element a, at position i, is to stand before b, at position j: how topk and sort order.
/// NaN counts as larger than every number, and of equal elements the first one comes first.
/// @param largest whether the largest comes first, or the smallest
template <class T>
constexpr bool comes_first(T a, T b, Index i, Index j, bool largest) {
  // exercise: indexing-and-joining/comes-first
  //| With `largest`, the larger of a and b is first, else the smaller. NaN, the only thing that is not equal to itself,
  //| counts as larger than any number. If neither is larger, the lower position is first.
  const bool a_is_nan = a != a, b_is_nan = b != b;
  const bool a_larger = a > b || (a_is_nan && !b_is_nan);
  const bool b_larger = b > a || (b_is_nan && !a_is_nan);
  if (a_larger == b_larger) return i < j;
  return a_larger == largest;
  // end exercise
}

}  // namespace gradus
