#pragma once
#include <gradus/cnn/pooling.h>
#include <gradus/common/threads.h>

#include <algorithm>

namespace gradus {

// One window over a line of channels: channels first, first + 1, ... of one image.
struct PoolLine {
  Index image, first, count;
  Index output[2];  // row and column of the window's output
  PoolWindow rows, columns;

  // Where the line's first channel at a row and a column lies.
  Index at(const Layout& layout, Index row, Index column) const {
    return image * layout.strides[0] + first * layout.strides[1] + row * layout.strides[2] +
           column * layout.strides[3];
  }
  Index output_at(const Layout& small) const { return at(small, output[0], output[1]); }
};

// Calls body(line) for each window of each image, in parallel over images (and channels, where
// those are done one at a time): calls that run at one time never share an image and channel.
// Channels are done together where they lie next to one another in all arrays.
template <class Body>
void for_each_window(const Layout& small, const Layout& large, bool together,
                     const PoolAttributes& settings, const Body& body) {
  const Index channels = small.shape[1], lines = together ? std::min<Index>(channels, 1) : channels;
  const Index work = std::max<Index>(1, large.numel() / std::max<Index>(1, small.shape[0] * lines));
  parallel_for(0, small.shape[0] * lines, 1 + 16384 / work, [&](Index begin, Index end) {
    for (Index item = begin; item < end; ++item) {
      PoolLine line;
      line.image = item / lines;
      line.first = item % lines;
      line.count = together ? channels : 1;
      for (Index row = 0; row < small.shape[2]; ++row) {
        line.rows = pool_window(settings, 0, row, large.shape[2]);
        for (Index column = 0; column < small.shape[3]; ++column) {
          line.columns = pool_window(settings, 1, column, large.shape[3]);
          line.output[0] = row;
          line.output[1] = column;
          body(line);
        }
      }
    }
  });
}

// Calls body(row, column) for each place of a window, row after row.
template <class Body>
void for_each_place(const PoolLine& line, const Body& body) {
  for (Index row = line.rows.begin; row < line.rows.end; ++row)
    for (Index column = line.columns.begin; column < line.columns.end; ++column) body(row, column);
}

}  // namespace gradus
