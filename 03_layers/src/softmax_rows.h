#pragma once
#include <gradus/tensor_autograd/exponential.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <cmath>

namespace gradus {

using formulas::exponential;

// Numbers `stride` apart.
template <class T>
struct Row {
  T* data;
  Index stride;
  T& operator[](Index c) const { return data[c * stride]; }
};

template <class T>
T largest_of(const Row<const T>& x, Index count) {
  T largest = x[0];
  for (Index c = 1; c < count; ++c) largest = std::max(largest, x[c]);
  return largest;
}

template <class T>
void softmax_row(const Row<const T>& x, const Row<T>& y, Index count) {
  // exercise: activations/softmax
  //| y[c] = e^{x[c]} / (the sum of e^{x[j]} over all j), for c from 0 to count - 1. e^x overflows for large numbers:
  //| subtract the row's largest number, largest_of(x, count), from all of them first, which changes nothing in the
  //| result. `exponential` is e^x, for floats and doubles.
  const T largest = largest_of(x, count);
  T sum = 0;
  for (Index c = 0; c < count; ++c) sum += y[c] = exponential(x[c] - largest);
  for (Index c = 0; c < count; ++c) y[c] /= sum;
  // end exercise
}

template <class T>
void log_softmax_row(const Row<const T>& x, const Row<T>& y, Index count) {
  // exercise: activations/log-softmax
  //| y[c] = log(softmax(x)[c]), written so that no probability is ever computed: one that rounds to 0 has no logarithm.
  //| What is log(e^{x[c]} / sum)? Subtract the largest number here, too.
  const T largest = largest_of(x, count);
  T sum = 0;
  for (Index c = 0; c < count; ++c) sum += exponential(x[c] - largest);
  for (Index c = 0; c < count; ++c) y[c] = x[c] - largest - std::log(sum);
  // end exercise
}

// The gradient of x for y = softmax(x) along an axis, g the upstream gradient.
inline Tensor softmax_gradient(const Tensor& y, const Tensor& g, Index axis) {
  // exercise: activations/softmax-backward
  //| dy_c/dx_j = y_c ([c = j] - y_j). So the gradient of x_j is the sum over c of g_c y_c ([c = j] - y_j): which of its
  //| parts are sums along the axis? sum(t, {axis}, true) keeps the axis, with size 1, and broadcasts.
  return y * (g - sum(g * y, {axis}, true));
  // end exercise
}

}  // namespace gradus
