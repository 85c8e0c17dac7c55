#pragma once
#include <gradus/tensor_autograd/shape.h>

namespace gradus {

// A part of an image: rows and columns from `first` on, which may lie outside of it.
struct Part {
  Index first[2], size[2];
};

// Copies a part of an image, channels last and `pixel` numbers a pixel; 0 outside of the image, and
// where it has fewer channels.
template <class T>
void copy_part(const T* image, const Index (&strides)[4], const Index (&size)[2], Index channels,
               const Part& part, Index pixel, T* to);

}  // namespace gradus
