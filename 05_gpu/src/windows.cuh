#pragma once
// Windows on images, for kernels.
#include <gradus/cnn/convolution.h>
#include <gradus/common/error.h>

#include <cstdint>

namespace gradus::cuda {

/// Four axes [n, channel, row, column] in memory.
template <class T>
struct Images {
  T* data;
  Index n, channel, row, column;  // strides
  int rows, columns;              // sizes
};

/// The array as it lies.
template <class T>
Images<T> images_of(const Array& array) {
  const Strides& s = array.strides();
  return {array.data<std::remove_const_t<T>>(),
          s[0],
          s[1],
          s[2],
          s[3],
          static_cast<int>(array.shape()[2]),
          static_cast<int>(array.shape()[3])};
}

/// The sizes of a convolution as kernels take them; channels and filters of one group.
struct Windows {
  Index batch;
  int groups, channels, filters;
  int in[2], kernel[2], out[2], stride[2], padding[2], dilation[2];

  explicit Windows(const ConvolutionSizes& sizes)
      : batch(sizes.batch), groups(static_cast<int>(sizes.settings.groups)) {
    for (const Index* size : {sizes.in, sizes.out})
      if (sizes.batch * size[0] * size[1] > INT32_MAX)
        fail("conv2d: ", sizes.batch, " images of ", size[0], " x ", size[1],
             " are more pixels than can be numbered on the GPU; take a smaller batch");
    channels = static_cast<int>(sizes.channels) / groups;
    filters = static_cast<int>(sizes.filters) / groups;
    for (int axis = 0; axis < 2; ++axis) {
      in[axis] = static_cast<int>(sizes.in[axis]);
      kernel[axis] = static_cast<int>(sizes.kernel[axis]);
      out[axis] = static_cast<int>(sizes.out[axis]);
      stride[axis] = static_cast<int>(sizes.settings.stride[axis]);
      padding[axis] = static_cast<int>(sizes.settings.padding[axis]);
      dilation[axis] = static_cast<int>(sizes.settings.dilation[axis]);
    }
  }

  __host__ __device__ Index outputs() const { return batch * out[0] * out[1]; }
  __host__ __device__ Index pixels() const { return batch * in[0] * in[1]; }
  __host__ __device__ int taps() const { return kernel[0] * kernel[1]; }

  /// The row (axis 0) or column (axis 1) under position `at` of the window of output `output`.
  __device__ int source(int axis, int output, int at) const {
    // exercise: convolution/source
    //| As on the CPU: the window of output 0 begins padding[axis] before the image, moves by the stride, and has its
    //| positions `dilation` apart.
    return output * stride[axis] + at * dilation[axis] - padding[axis];
    // end exercise
  }
};

/// A place in a batch of images.
struct Pixel {
  Index n;
  int row, column;
};

/// Pixel number `i` of images with so many rows and columns: columns first. GPUs divide numbers of
/// 64 bits slowly, so pixels are counted with 32.
__host__ __device__ inline Pixel pixel_of(Index i, const int (&size)[2]) {
  const auto number = static_cast<unsigned>(i), columns = static_cast<unsigned>(size[1]),
             rows = static_cast<unsigned>(size[0]), line = number / columns;
  return {line / rows, static_cast<int>(line % rows), static_cast<int>(number % columns)};
}

/// A position under a window, and a channel there.
struct Tap {
  int y, x, channel;

  /// Number `k` of [kernel rows, kernel columns, channels]: neighbours are channels of one pixel.
  static __host__ __device__ Tap of(Index k, int columns, int channels) {
    // exercise: convolution/tap
    //| Take k apart: the channel changes fastest, then x, then y.
    const int number = static_cast<int>(k), position = number / channels;
    return {position / columns, position % columns, number % channels};
    // end exercise
  }
};

}  // namespace gradus::cuda
