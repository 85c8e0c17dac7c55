#include "copy_part.h"

#include <algorithm>

namespace gradus {

template <class T>
void copy_part(const T* image, const Index (&strides)[4], const Index (&size)[2], Index channels,
               const Part& part, Index pixel, T* to) {
  const Index columns = part.size[1];
  const Index left = std::clamp<Index>(-part.first[1], 0, columns);
  const Index right = std::clamp<Index>(size[1] - part.first[1], left, columns);
  for (Index i = 0; i < part.size[0]; ++i, to += columns * pixel) {
    const Index row = part.first[0] + i;
    if (row < 0 || row >= size[0]) {
      std::fill(to, to + columns * pixel, T(0));
      continue;
    }
    std::fill(to, to + left * pixel, T(0));
    std::fill(to + right * pixel, to + columns * pixel, T(0));
    const T* from = image + row * strides[2] + (part.first[1] + left) * strides[3];
    T* line = to + left * pixel;
    if (strides[1] == 1 && strides[3] == channels && pixel == channels) {
      std::copy(from, from + (right - left) * channels, line);
      continue;
    }
    // Squares of pixels and channels: both the reads and the writes of one stay in the L1 cache.
    constexpr Index kSquare = 16;
    for (Index first = 0; first < pixel; first += kSquare) {
      const Index last = std::min(channels, first + kSquare),
                  end = std::min(pixel, first + kSquare);
      for (Index column = 0; column < right - left; ++column) {
        for (Index c = first; c < last; ++c)
          line[column * pixel + c] = from[column * strides[3] + c * strides[1]];
        for (Index c = std::max(first, last); c < end; ++c) line[column * pixel + c] = T(0);
      }
    }
  }
}

template void copy_part(const float*, const Index (&)[4], const Index (&)[2], Index, const Part&,
                        Index, float*);
template void copy_part(const double*, const Index (&)[4], const Index (&)[2], Index, const Part&,
                        Index, double*);

}  // namespace gradus
