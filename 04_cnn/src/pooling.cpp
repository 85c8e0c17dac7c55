#include <gradus/cnn/pooling.h>

#include <algorithm>

namespace gradus {

PoolWindow pool_window(const PoolAttributes& settings, int axis, Index output, Index in) {
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

namespace nn {
namespace {

Pool2dOptions square(Index kernel, Index stride, Index padding) {
  return {.kernel = {kernel, kernel}, .stride = {stride, stride}, .padding = {padding, padding}};
}

}  // namespace

MaxPool2d::MaxPool2d(Index kernel, Index stride, Index padding)
    : options_(square(kernel, stride, padding)) {}
AvgPool2d::AvgPool2d(Index kernel, Index stride, Index padding)
    : options_(square(kernel, stride, padding)) {}

}  // namespace nn
}  // namespace gradus
