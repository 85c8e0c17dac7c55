#pragma once
#include <gradus/cnn/convolution.h>
#include <gradus/common/error.h>

#include <array>

namespace gradus {

/// Winograd's trick for a window of 3 along one axis. Two neighbouring outputs look at 4 pixels d
/// and need 6 products:
///
///     y[0] = w[0] d[0] + w[1] d[1] + w[2] d[2]
///     y[1] = w[0] d[1] + w[1] d[2] + w[2] d[3]
///
/// With 4 numbers p made of the pixels and 4 numbers v made of the weights, 4 products m[k] = p[k]
/// v[k] are enough. Sources: Winograd: "Arithmetic complexity of computations" (1980); Lavin, Gray:
/// "Fast algorithms for convolutional neural networks" (2016).
///
/// The 4 numbers of 4 pixels: {d0 - d2, d1 + d2, d2 - d1, d1 - d3}.
/// @param d pixels; numbers, or vectors of the numbers of several channels
template <class V>
std::array<V, 4> winograd_pixels(const std::array<V, 4>& d) {
  // exercise: winograd/pixels
  //| Give back the four sums and differences of the pixels that m0, m1, m2 and m3 multiply.
  return {d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]};
  // end exercise
}

/// The 4 numbers of 3 weights: {w0, (w0 + w1 + w2) / 2, (w0 - w1 + w2) / 2, w2}.
/// @param w weights; numbers, or vectors of the numbers of several filters
template <class V>
std::array<V, 4> winograd_weights(const std::array<V, 3>& w) {
  // exercise: winograd/weights
  //| Give back what m0, m1, m2 and m3 multiply the numbers of the pixels by. For two of them take w0 + w2 once.
  const V ends = (w[0] + w[2]) / 2, middle = w[1] / 2;
  return {w[0], ends + middle, ends - middle, w[2]};
  // end exercise
}

/// The 2 outputs that 4 products give: {m0 + m1 + m2, m1 - m2 - m3}.
/// @param m products, or sums of products over channels
template <class V>
std::array<V, 2> winograd_outputs(const std::array<V, 4>& m) {
  // exercise: winograd/outputs
  //| Give back y0 and y1. What belongs to the first pixel alone and to the last one alone appears in one of them each.
  return {m[0] + m[1] + m[2], m[1] - m[2] - m[3]};
  // end exercise
}

/// ops::conv2d by Winograd's trick along both axes: 16 products for 2 x 2 outputs instead of 36.
/// Computes windows of 3 x 3 that move by 1, where channels and filters fill whole vectors and the
/// channels of a pixel lie next to one another; everything else is left to conv2d_fast(). A NaN
/// reaches all four outputs of its tiles, not only those whose windows it lies under. T is float or
/// double.
/// @param call images, weights and perhaps a bias
template <class T>
void conv2d_winograd(const KernelCall& call);
/// How many bytes of scratch memory that needs.
/// @param call what conv2d_winograd() will get
template <class T>
std::size_t conv2d_winograd_workspace(const KernelCall& call);

}  // namespace gradus
