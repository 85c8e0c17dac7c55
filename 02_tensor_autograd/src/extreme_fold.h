#pragma once
#include "extreme.h"

#include <gradus/tensor_autograd/shape.h>

#include <algorithm>

namespace gradus {

// The first of all numbers in an order, as a Fold (fold.h).
template <class Order, class T>
struct Extreme {
  using Value = T;
  static T nothing() { return T(); }  // never asked for: need_elements() comes first
  [[gnu::always_inline]] static T join(T a, T b) { return first_of<Order>(a, b); }
  static T run(const T* x, Index count, Index stride) {
    if (stride == 1 && count >= 64) return side_by_side<64>(x, count);
    if (stride == 1 && count >= 8) return side_by_side<8>(x, count);
    T result = x[0];
    for (Index i = 1; i < count; ++i) result = join(result, x[i * stride]);
    return result;
  }

 private:
  // Many running results, as for sums.
  template <int kLanes>
  static T side_by_side(const T* x, Index count) {
    T part[kLanes];
    std::copy_n(x, kLanes, part);
    Index i = kLanes;
    for (; i + kLanes <= count; i += kLanes)
      for (int lane = 0; lane < kLanes; ++lane) part[lane] = join(part[lane], x[i + lane]);
    for (int lane = 0; i < count; ++i, ++lane) part[lane] = join(part[lane], x[i]);
    for (int half = kLanes / 2; half > 0; half /= 2)
      for (int lane = 0; lane < half; ++lane) part[lane] = join(part[lane], part[lane + half]);
    return part[0];
  }
};

}  // namespace gradus
