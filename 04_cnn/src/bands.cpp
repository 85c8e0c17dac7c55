#include "correlation.h"

#include <gradus/common/error.h>

namespace gradus {

template <class T>
Bands bands_of(const Correlation<T>& c) {
  Bands bands;
  bands.direct = c.from_strides[1] == 1;
  for (int axis = 0; axis < 2; ++axis) {
    const Index first = c.taps[axis].first;
    bands.direct = bands.direct && first >= 0 &&
                   first + reach(c.taps[axis], c.step[axis], c.to_size[axis]) <= c.from_size[axis];
  }
  bands.copied[1] = reach(c.taps[1], c.step[1], c.to_size[1]);
  // A copy stays in the L2 cache while all filters look at it.
  constexpr Index kBytes = 192 << 10;
  const Index row_bytes =
      std::max<Index>(1, bands.copied[1] * c.channels * static_cast<Index>(sizeof(T)));
  // exercise: fast-convolution/bands
  //| A copied row of the image takes row_bytes. For r output rows reach(c.taps[0], c.step[0], r) rows are copied: c.step[0]
  //| more for each output row after the first. How many output rows can a band have if its copy shall fit into kBytes
  //| (at least 1, at most all c.to_size[0])? Set bands.count, the number of bands, and bands.rows, the output rows of a
  //| band, so that all rows are in one, and all bands but the last are equal.
  const Index fitting = (kBytes / row_bytes - reach(c.taps[0], c.step[0], 1)) / c.step[0] + 1;
  bands.count = (c.to_size[0] - 1) / std::clamp<Index>(fitting, 1, c.to_size[0]) + 1;
  bands.rows = (c.to_size[0] - 1) / bands.count + 1;
  // end exercise
  bands.copied[0] = reach(c.taps[0], c.step[0], bands.rows);
  bands.pixel = bands.direct ? c.from_strides[3] : c.channels;
  bands.row = bands.direct ? c.from_strides[2] : bands.copied[1] * c.channels;
  bands.window = {c.taps[0].count, c.taps[1].count, c.channels, c.taps[0].apart * bands.row,
                  c.taps[1].apart * bands.pixel};
  // Neighbouring columns of a window without gaps are one run.
  if (bands.window.column == c.channels)
    bands.window = {c.taps[0].count, 1, c.taps[1].count * c.channels, bands.window.row, 0};
  return bands;
}

template <class T>
const T* read_band(const Correlation<T>& c, const Bands& bands, Index n, Index top, Index rows,
                   T* copy) {
  const T* image = c.from + n * c.from_strides[0];
  Index first[2] = {};  // row and column of the image; below 0 in the zeros before it
  // exercise: fast-convolution/first
  //| Output (0, 0) looks first at row c.taps[0].first and column c.taps[1].first, and every output row looks c.step[0]
  //| rows further down. Where does output (top, 0) look first?
  first[0] = top * c.step[0] + c.taps[0].first;
  first[1] = c.taps[1].first;
  // end exercise
  if (bands.direct) return image + first[0] * c.from_strides[2] + first[1] * c.from_strides[3];
  copy_part(image, c.from_strides, c.from_size, c.channels,
            {{first[0], first[1]}, {reach(c.taps[0], c.step[0], rows), bands.copied[1]}},
            bands.pixel, copy);
  return copy;
}

template Bands bands_of(const Correlation<float>&);
template Bands bands_of(const Correlation<double>&);
template const float* read_band(const Correlation<float>&, const Bands&, Index, Index, Index,
                                float*);
template const double* read_band(const Correlation<double>&, const Bands&, Index, Index, Index,
                                 double*);

}  // namespace gradus
