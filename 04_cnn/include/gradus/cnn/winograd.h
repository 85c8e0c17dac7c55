#pragma once
#include <gradus/cnn/convolution.h>
#include <gradus/common/error.h>

#include <array>

namespace gradus {

/// Winograd's trick for a window of 3 along one axis. Two neighbouring outputs look at 4 pixels d
/// and need 6 products:
///
///     y0 = d0 w0 + d1 w1 + d2 w2
///     y1 = d1 w0 + d2 w1 + d3 w2
///
/// These 4 are enough, each of a sum of pixels and a sum of weights:
///
///     m0 = (d0 - d2) w0                         m3 = (d1 - d3) w2
///     m1 = (d1 + d2) (w0 + w1 + w2) / 2         m2 = (d2 - d1) (w0 - w1 + w2) / 2
///
/// Sources: Winograd: "Arithmetic complexity of computations" (1980); Lavin, Gray: "Fast algorithms
/// for convolutional neural networks" (2016).
///
/// The left factors of m0, m1, m2, m3.
/// @param d pixels; numbers, or vectors of the numbers of several channels
template <class V>
std::array<V, 4> winograd_pixels(const std::array<V, 4>& d) {
  // exercise: winograd/pixels
  //| Give back what of m0, m1, m2 and m3 is made of pixels.
  return {d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]};
  // end exercise
}

/// The right factors of m0, m1, m2, m3.
/// @param w weights; numbers, or vectors of the numbers of several filters
template <class V>
std::array<V, 4> winograd_weights(const std::array<V, 3>& w) {
  // exercise: winograd/weights
  //| Give back what of m0, m1, m2 and m3 is made of weights. The two in the middle have much in common.
  const V ends = (w[0] + w[2]) / 2, middle = w[1] / 2;
  return {w[0], ends + middle, ends - middle, w[2]};
  // end exercise
}

/// The outputs y0 and y1.
/// @param m the four products, or their sums over channels
template <class V>
std::array<V, 2> winograd_outputs(const std::array<V, 4>& m) {
  // exercise: winograd/outputs
  //| Give back y0 and y1. Each is made of three of the products, added or subtracted. Multiply m1 and m2 out, and look at
  //| their sum and at their difference.
  return {m[0] + m[1] + m[2], m[1] - m[2] - m[3]};
  // end exercise
}

/// ops::conv2d by Winograd's trick along both axes: 16 products for 2 x 2 outputs instead of 36.
/// Computes windows of 3 x 3 that move by 1, for at least 32 x 2 x 2 outputs, where channels and
/// filters fill whole vectors and the channels of a pixel lie next to one another; everything else
/// is left to conv2d_fast(). An output that is small beside its neighbours loses digits, and
/// infinity may come out as NaN. T is float or double.
/// @param call images, weights and perhaps a bias
template <class T>
void conv2d_winograd(const KernelCall& call);
/// How many bytes of scratch memory that needs.
/// @param call what conv2d_winograd() will get
template <class T>
std::size_t conv2d_winograd_workspace(const KernelCall& call);

}  // namespace gradus
