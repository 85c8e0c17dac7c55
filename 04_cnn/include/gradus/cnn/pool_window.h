#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/shape.h>

#include <algorithm>

namespace gradus {

/// The settings of a pooling; [0] along the axis of the rows, [1] along that of the columns.
struct PoolAttributes {
  Index kernel[2] = {2, 2};    ///< size of a window
  Index stride[2] = {2, 2};    ///< how far it moves
  Index padding[2] = {0, 0};   ///< how far it sticks out on either side
  Index adaptive[2] = {0, 0};  ///< if not 0: so many windows of about equal size, side by side
  bool count_padding = true;   ///< an average divides by the whole window, padding included
  Index size[2] = {0, 0};      ///< avg_spread2d only: of the images
};

/// The part of an axis that a window sees.
struct PoolWindow {
  Index begin = 0, end = 0;  ///< cut to the image
  Index divisor = 1;         ///< how many places an average counts
};
/// The window of one output. Ordinary windows begin at output stride - padding; adaptive ones go
/// from floor(output in / count) to ceil((output + 1) in / count).
/// @param settings PoolAttributes: stride, padding and so on
/// @param axis 0 or 1
/// @param output which one
/// @param in the image's size
template <class Settings>
constexpr PoolWindow pool_window(const Settings& settings, int axis, Index output, Index in) {
  const Index count = settings.adaptive[axis];
  // exercise: pooling/window
  //| Two kinds of windows along an axis of `in` places. With count > 0 there are `count` of about equal size, and this
  //| one goes from floor(output in / count) to ceil((output + 1) in / count); an average divides by its size. Else a
  //| window begins at output stride - padding, reaches over settings.kernel[axis] places, and is cut to the image, 0 to
  //| in. An average then divides by the whole kernel if settings.count_padding says so, else by what is left of it.
  //| Return {begin, end, divisor}.
  if (count > 0) {
    const Index begin = output * in / count, end = ((output + 1) * in + count - 1) / count;
    return {begin, end, end - begin};
  }
  const Index first = output * settings.stride[axis] - settings.padding[axis];
  const Index begin = std::max<Index>(first, 0), end = std::min(first + settings.kernel[axis], in);
  return {begin, end, settings.count_padding ? settings.kernel[axis] : end - begin};
  // end exercise
}

}  // namespace gradus
