#include <gradus/cnn/pooling.h>
#include <gradus/common/error.h>

#include <algorithm>

namespace gradus {

PoolWindow pool_window(const PoolAttributes& settings, int axis, Index output, Index in) {
  const Index count = settings.adaptive[axis];
  // exercise: pooling/window
  //| Two kinds of windows. Adaptive ones (count > 0) cut `in` places into `count` about equal parts that may share a
  //| place: from floor(output in / count) to ceil((output + 1) in / count). Ordinary ones begin at
  //| output stride - padding and have settings.kernel[axis] places; cut them to the image, 0 to in. The divisor is how
  //| many places an average counts: with count_padding all that lie in the padded image, else those in the image.
  if (count > 0) {
    const Index begin = output * in / count, end = ((output + 1) * in + count - 1) / count;
    return {begin, end, end - begin};
  }
  const Index begin = output * settings.stride[axis] - settings.padding[axis];
  const Index end = begin + settings.kernel[axis];
  const Index first = std::max<Index>(begin, 0), last = std::min(end, in);
  const Index counted = std::min(end, in + settings.padding[axis]) - begin;
  return {first, last, settings.count_padding ? counted : last - first};
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
