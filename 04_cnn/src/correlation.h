#pragma once
#include "copy_part.h"
#include "window_tile.h"

#include <gradus/cnn/convolution.h>

#include <algorithm>

namespace gradus {

// Which positions of the window an output meets along one axis. Position i is read `first + i *
// apart` after the place where output 0 looks, and belongs to the kernel's row (or column)
// kernel_first + i * kernel_step.
struct Taps {
  Index count = 0, first = 0, apart = 1, kernel_first = 0, kernel_step = 1;
};

// What the convolution and the gradient of its input have in common, for one group:
// to[n, f, t] = bias[f] + sum over taps and channels c of from[n, c, step t + tap] weight[f, c,
// tap].
template <class T>
struct Correlation {
  const T* from;
  Index from_strides[4], from_size[2];
  T* to;
  Index to_strides[4], to_size[2];
  const T* weight;
  Index weight_strides[4];  // of f, of c, of the kernel's axes
  const T* bias = nullptr;  // null for none
  Index bias_stride = 0;
  Index batch, channels, filters;
  Index step[2];
  Taps taps[2];
};

// How many places along an axis the windows of `outputs` neighbouring outputs reach over.
inline Index reach(const Taps& taps, Index step, Index outputs) {
  return (outputs - 1) * step + (taps.count > 0 ? (taps.count - 1) * taps.apart : 0) + 1;
}

// How images are cut into bands of output rows, and how a band's windows lie in what is read: the
// image itself, or a copy of a part of it with the zeros around it and the channels last.
struct Bands {
  bool direct = false;        // no copy
  Index rows = 0, count = 0;  // output rows a band, bands an image
  Index copied[2] = {};       // rows and columns of a copy
  Index row = 0, pixel = 0;   // distances in what is read
  Window window;

  Index size() const { return direct ? 0 : copied[0] * copied[1] * pixel; }  // numbers a copy has
};
template <class T>
Bands bands_of(const Correlation<T>& c);

// Where the numbers begin that output row `top` of image n looks at: copied into `copy` if need be.
template <class T>
const T* read_band(const Correlation<T>& c, const Bands& bands, Index n, Index top, Index rows,
                   T* copy);

// `count` rounded up to whole vectors.
template <class T>
constexpr Index whole_vectors(Index count) {
  return (count + Tile<T>::kWidth - 1) / Tile<T>::kWidth * Tile<T>::kWidth;
}

// The filters are cut into blocks of Tile::kColumns; the last one has only as many vectors as it
// needs.
template <class T>
Index block_width(Index filters, Index block) {
  return std::min(Tile<T>::kColumns, whole_vectors<T>(filters - block * Tile<T>::kColumns));
}

template <class T>
void correlate(const Correlation<T>& c, T* workspace);
// How many numbers of scratch memory correlate() needs.
template <class T>
Index correlate_workspace(const Correlation<T>& c);

}  // namespace gradus
