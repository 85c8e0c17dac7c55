#include "pool_shapes.h"

#include <gradus/cnn/convolution.h>
#include <gradus/common/error.h>

namespace gradus {

Shape pooled_shape(const char* operation, const Shape& images, const PoolAttributes& settings) {
  if (images.rank() != 4) fail(operation, ": needs images [N, C, H, W] or [C, H, W], not ", images);
  Shape shape = images;
  for (int axis = 0; axis < 2; ++axis) {
    const Index size = images[2 + axis];
    if (size < 1) fail(operation, ": images ", images, " have no pixels");
    if (settings.adaptive[axis] > 0) {
      shape[2 + axis] = settings.adaptive[axis];
      continue;
    }
    const Index kernel = settings.kernel[axis], padding = settings.padding[axis];
    if (kernel < 1 || settings.stride[axis] < 1)
      fail(operation, ": window and stride must be at least 1, not ", kernel, " and ",
           settings.stride[axis]);
    if (padding < 0 || padding > kernel / 2)
      fail(operation, ": padding must be from 0 to half the window (", kernel / 2, "), not ",
           padding);
    const Index room = size + 2 * padding - kernel;
    if (room < 0)
      fail(operation, ": a window of ", settings.kernel[0], " x ", settings.kernel[1],
           " does not fit into images ", images);
    shape[2 + axis] = room / settings.stride[axis] + 1;
  }
  return shape;
}

Strides strides_like(const Array& images, const Shape& shape) {
  return images.strides()[1] == 1 ? channels_last_strides(shape) : contiguous_strides(shape);
}

PoolAttributes pool_attributes(const nn::Pool2dOptions& options) {
  PoolAttributes settings;
  for (int axis = 0; axis < 2; ++axis) {
    settings.kernel[axis] = options.kernel[axis];
    settings.stride[axis] = options.stride[axis] == 0 ? options.kernel[axis] : options.stride[axis];
    settings.padding[axis] = options.padding[axis];
  }
  settings.count_padding = options.count_include_pad;
  return settings;
}

}  // namespace gradus
