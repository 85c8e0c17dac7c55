#include "copy_part.h"

#include <gradus/common/error.h>

#include <algorithm>

namespace gradus {
namespace {

// Places `begin` to `end` - 1 of a part.
struct Range {
  Index begin, end;
};

// Which of the places first ... first + count - 1 lie in an image of `size`, counted from `first`.
Range inside(Index first, Index count, Index size) {
  // exercise: strided-windows/inside
  //| A part of the padded image takes `count` places of a line, from `first` on; place 0 is the image's first pixel, and
  //| before it and after the last one there are zeros. Which of the part's places are pixels? Return {begin, end}, both
  //| from 0 to count, counted from the part's beginning.
  const Index begin = std::clamp<Index>(-first, 0, count);
  return {begin, std::clamp<Index>(size - first, begin, count)};
  // end exercise
}

}  // namespace

template <class T>
void copy_part(const T* image, const Index (&strides)[4], const Index (&size)[2], Index channels,
               const Part& part, Index pixel, T* to) {
  const Index columns = part.size[1];
  const auto [left, right] = inside(part.first[1], columns, size[1]);
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
