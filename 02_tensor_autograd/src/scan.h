#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/shape.h>

namespace gradus {

// Below this many terms a running sum is as good as any.
inline constexpr Index kFew = 128;

// y[i] = before + x[0] + ... + x[i], for `count` numbers. Gives the sum of all of them.
template <class T>
T scan(const T* x, Index x_stride, T* y, Index y_stride, Index count, T before) {
  // exercise: extremes/scan
  //| `before` is the sum of what came earlier. Up to kFew numbers: add them up one after the other, beginning with 0, and
  //| write before + that sum each time. More of them: scan one half, then the other (what has come before it?), so that no
  //| number takes part in more than about log2(count) large additions. Give back the sum of the `count` numbers alone.
  if (count > kFew) {
    const Index half = count / 2;
    const T left = scan(x, x_stride, y, y_stride, half, before);
    return left + scan(x + half * x_stride, x_stride, y + half * y_stride, y_stride, count - half,
                       before + left);
  }
  T total = 0;
  for (Index i = 0; i < count; ++i) {
    total += x[i * x_stride];
    y[i * y_stride] = before + total;
  }
  return total;
  // end exercise
}

}  // namespace gradus
