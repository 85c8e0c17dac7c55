#include "correlation.h"

#include <gradus/common/error.h>
#include <gradus/common/threads.h>

namespace gradus {
namespace {

// How the work is cut up, and the scratch memory: the packed weights, the bias, a copy a thread.
template <class T>
struct Plan {
  Bands bands;
  Index blocks, depth;  // of filters; numbers under a window
  Index units, threads;

  explicit Plan(const Correlation<T>& c)
      : bands(bands_of(c)),
        blocks((c.filters + Tile<T>::kColumns - 1) / Tile<T>::kColumns),
        depth(c.taps[0].count * c.taps[1].count * c.channels),
        units(c.batch * bands.count),
        threads(std::min<Index>(units, num_threads())) {}
  Index weights() const { return blocks * depth * Tile<T>::kColumns; }
  Index biases() const { return blocks * Tile<T>::kColumns; }
  Index copy() const { return whole_vectors<T>(bands.size() + Tile<T>::kWidth); }
  Index total() const { return weights() + biases() + threads * copy(); }
};

// The weights of a block of filters in the order in which tiles read them: for each position of the
// window and each channel, the filters next to one another; 0 for those that do not exist.
template <class T>
void pack_weights(const Correlation<T>& c, const Plan<T>& plan, Index block, T* packed) {
  const Index first = block * Tile<T>::kColumns, width = block_width<T>(c.filters, block);
  std::fill(packed, packed + plan.depth * width, T(0));
  for (Index f = 0; f < std::min(width, c.filters - first); ++f) {
    const T* weight = c.weight + (first + f) * c.weight_strides[0];
    T* to = packed + f;
    for (Index row = 0; row < c.taps[0].count; ++row)
      for (Index column = 0; column < c.taps[1].count; ++column) {
        const T* from =
            weight + (c.taps[0].kernel_first + row * c.taps[0].kernel_step) * c.weight_strides[2] +
            (c.taps[1].kernel_first + column * c.taps[1].kernel_step) * c.weight_strides[3];
        // exercise: fast-convolution/pack
        //| `from` is the weight of filter f at this position of the window, for channel 0; the next channel's lies
        //| c.weight_strides[1] further. Write those of all c.channels channels to `to`. The numbers of `width` filters
        //| lie next to one another; filter f has every width-th of them.
        for (Index channel = 0; channel < c.channels; ++channel, to += width)
          *to = from[channel * c.weight_strides[1]];
        // end exercise
      }
  }
}

// One row of outputs for one block of filters.
template <class T>
void output_row(const Correlation<T>& c, const Bands& bands, const T* images, const T* weights,
                const T* bias, Index filters, T* out) {
  const bool narrow = filters <= Tile<T>::kWidth;
  const Index columns = c.to_size[1], pixel = c.step[1] * bands.pixel;
  // One tile of `count` outputs, from 1 to kPixels: where its first window lies, where the output
  // goes.
  const auto tile = [&](Index count, const T* window, T* to) {
    const auto size = static_cast<std::size_t>(count - 1);
    const auto run = narrow ? kWindowTiles<T, 1>[size] : kWindowTiles<T, kVectors>[size];
    run(window, pixel, bands.window, weights, bias,
        {to, c.to_strides[3], c.to_strides[1], filters});
  };
  // exercise: fast-convolution/row
  //| Cut the row's `columns` outputs into tiles of at most kPixels, and call tile(count, window, to) for each. The window of
  //| output 0 is at `images`, that of the next one `pixel` further; the outputs go to `out`, c.to_strides[3] apart. A
  //| row is hardly ever a multiple of kPixels, and tiles of about the same size are better than a last one of 1.
  const Index tiles = (columns - 1) / kPixels + 1;
  for (Index i = 0; i < tiles; ++i) {
    const Index begin = columns * i / tiles, end = columns * (i + 1) / tiles;
    tile(end - begin, images + begin * pixel, out + begin * c.to_strides[3]);
  }
  // end exercise
}

}  // namespace

template <class T>
void correlate(const Correlation<T>& c, T* workspace) {
  if (numel({c.batch, c.filters, c.to_size[0], c.to_size[1]}) == 0) return;
  const Plan<T> plan(c);
  T *const weights = workspace, *const biases = weights + plan.weights(),
           *const copies = biases + plan.biases();
  std::fill(biases, copies, T(0));
  for (Index f = 0; c.bias && f < c.filters; ++f) biases[f] = c.bias[f * c.bias_stride];
  constexpr Index kBlock = Tile<T>::kColumns;
  parallel_for(0, plan.blocks, 1 + 20'000 / (plan.depth * kBlock + 1),
               [&](Index first, Index last) {
                 for (Index block = first; block < last; ++block)
                   pack_weights(c, plan, block, weights + block * plan.depth * kBlock);
               });
  parallel_for(0, plan.threads, 1, [&](Index first, Index last) {
    for (Index thread = first; thread < last; ++thread)
      for (Index unit = plan.units * thread / plan.threads;
           unit < plan.units * (thread + 1) / plan.threads; ++unit) {
        const Index n = unit / plan.bands.count, top = unit % plan.bands.count * plan.bands.rows;
        const Index rows = std::min(plan.bands.rows, c.to_size[0] - top);
        if (rows <= 0) continue;
        const T* images = read_band(c, plan.bands, n, top, rows, copies + thread * plan.copy());
        T* out = c.to + n * c.to_strides[0] + top * c.to_strides[2];
        for (Index block = 0; block < plan.blocks; ++block)
          for (Index row = 0; row < rows; ++row)
            output_row(c, plan.bands, images + row * c.step[0] * plan.bands.row,
                       weights + block * plan.depth * kBlock, biases + block * kBlock,
                       std::min(kBlock, c.filters - block * kBlock),
                       out + row * c.to_strides[2] + block * kBlock * c.to_strides[1]);
      }
  });
}

template <class T>
Index correlate_workspace(const Correlation<T>& c) {
  return numel({c.batch, c.filters, c.to_size[0], c.to_size[1]}) == 0 ? 0 : Plan<T>(c).total();
}

template void correlate(const Correlation<float>&, float*);
template void correlate(const Correlation<double>&, double*);
template Index correlate_workspace(const Correlation<float>&);
template Index correlate_workspace(const Correlation<double>&);

}  // namespace gradus
