#pragma once
// Planes and windows, as the kernels of pooling see them.
#include <cuda_runtime.h>
#include <gradus/cnn/pooling.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/array.h>

namespace gradus::cuda {

/// The place of one number in [N, C, H, W].
struct Place {
  Index image, channel, row, column;
};

/// Numbers in [N, C, H, W] in device memory.
template <class T>
struct Planes {
  T* data;
  Index size[4], stride[4];

  explicit Planes(const Array& array) : data(array.data<std::remove_const_t<T>>()) {
    for (int axis = 0; axis < 4; ++axis) {
      size[axis] = array.shape()[axis];
      stride[axis] = array.strides()[axis];
    }
  }
  /// The number at a row and a column of that image and channel.
  __device__ T& at(const Place& place, Index row, Index column) const {
    return data[place.image * stride[0] + place.channel * stride[1] + row * stride[2] +
                column * stride[3]];
  }
  /// Number i in the order of memory: with the channels last where they lie so, so that
  /// neighbouring threads read neighbouring numbers.
  __device__ Place place(Index i) const {
    const bool last = stride[1] == 1;
    Place place;
    if (last) {
      place.channel = i % size[1];
      i /= size[1];
    }
    place.column = i % size[3];
    i /= size[3];
    place.row = i % size[2];
    i /= size[2];
    if (!last) {
      place.channel = i % size[1];
      i /= size[1];
    }
    place.image = i;
    return place;
  }
};

/// Outputs first to end - 1.
struct Outputs1d {
  Index first, end;
};

/// The outputs whose windows hold a place of an axis: the other way round than pool_window().
/// @param settings those of the pooling
/// @param axis 0 for rows, 1 for columns
/// @param place in the image, from 0 to in - 1
/// @param in the image's size
/// @param out how many outputs there are
template <class Settings>
__device__ Outputs1d windows_with(const Settings& settings, int axis, Index place, Index in,
                                  Index out) {
  if (settings.adaptive[axis] > 0) return {place * out / in, ((place + 1) * out + in - 1) / in};
  const Index kernel = settings.kernel[axis], stride = settings.stride[axis],
              padded = place + settings.padding[axis];
  // exercise: pooling-kernels/windows-with
  //| With the padding in front, output o has the places o stride to o stride + kernel - 1, and this place is number
  //| `padded`. Which is the first o that reaches it, and which the first behind those that begin too late? All must be
  //| from 0 to out - 1. Mind that a division of a negative number rounds up.
  const Index first = padded < kernel ? 0 : (padded - kernel) / stride + 1;
  const Index end = padded / stride + 1;
  return {first, end < out ? end : out};
  // end exercise
}

}  // namespace gradus::cuda
