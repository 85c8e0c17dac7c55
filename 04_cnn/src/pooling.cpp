#include <gradus/cnn/pooling.h>

namespace gradus {

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
