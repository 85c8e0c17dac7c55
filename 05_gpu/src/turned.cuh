#pragma once
// The way of a convolution backwards.
#include <gradus/common/error.h>

#include "gather.cuh"

namespace gradus::cuda {

/// Which output has a given pixel under a given position of its window.
struct Turned : Moves {
  using Moves::Moves;
  __device__ bool go(int axis, int at, int tap, int size, int& result) const {
    // exercise: convolution-gradients/turned
    //| A window's position `tap` lies on pixel `at` if output * stride[axis] + tap * dilation[axis] - padding[axis] = at.
    //| Set `result` to that output, and return whether there is one: a whole number from 0 to size - 1.
    const int begin = at + padding[axis] - tap * dilation[axis];
    result = begin / stride[axis];
    return begin >= 0 && begin % stride[axis] == 0 && result < size;
    // end exercise
  }
};

}  // namespace gradus::cuda
