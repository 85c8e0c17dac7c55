#include "winograd.h"
#include "winograd_tiles.h"

#include <gradus/common/error.h>
#include <gradus/common/threads.h>

namespace gradus {
namespace {

// How the work is cut up: portions of tiles whose numbers stay in the cache. The scratch memory:
// the transformed weights, the bias, and for each thread the numbers of a portion, of the pixels
// and of the outputs.
template <class T>
struct Plan {
  WinogradTiles tiles;
  Index from_tile, to_tile;  // numbers of a tile
  Index number;              // weights of a number
  Index portion, portions, threads;

  explicit Plan(const Correlation<T>& c)
      : tiles(c),
        // A vector more, so that the same places of neighbouring tiles do not meet in the cache.
        from_tile(kNumbers * c.channels + Tile<T>::kWidth),
        to_tile(kNumbers * c.filters + Tile<T>::kWidth),
        number(c.channels * c.filters + Tile<T>::kWidth) {
    constexpr Index kBytes = 64 << 10;
    const Index bytes = (from_tile + to_tile) * static_cast<Index>(sizeof(T));
    portion = std::max<Index>(1, kBytes / bytes / kPixels) * kPixels;
    portions = (tiles.count - 1) / portion + 1;
    threads = std::min<Index>(portions, num_threads());
  }
  Index scratch() const { return portion * (from_tile + to_tile); }  // a thread's
};

// The numbers of a kernel's weights for one channel and all filters.
template <class T>
void transform_weights(const Correlation<T>& c, const Plan<T>& plan, Index channel, T* weights) {
  using Vector = typename Tile<T>::Vector;
  for (Index first = 0; first < c.filters; first += Tile<T>::kWidth) {
    const auto weight = [&](std::size_t y, std::size_t x) {
      const Index row = c.taps[0].kernel_first + static_cast<Index>(y) * c.taps[0].kernel_step,
                  column = c.taps[1].kernel_first + static_cast<Index>(x) * c.taps[1].kernel_step;
      const T* from = c.weight + first * c.weight_strides[0] + channel * c.weight_strides[1] +
                      row * c.weight_strides[2] + column * c.weight_strides[3];
      Vector result;
      for (Index f = 0; f < Tile<T>::kWidth; ++f) result[f] = from[f * c.weight_strides[0]];
      return result;
    };
    const Square<Vector, 4> out =
        along_both_axes<3>(weight, [](const auto& w) { return winograd_weights(w); });
    const Index block = first / Tile<T>::kColumns, width = block_width<T>(c.filters, block);
    T* to = weights + block * Tile<T>::kColumns * c.channels + channel * width +
            first % Tile<T>::kColumns;
    for (std::size_t k = 0; k < kNumbers; ++k, to += plan.number)
      *reinterpret_cast<Vector*>(to) = out[k / 4][k % 4];
  }
}

// All 16 numbers of PIXELS neighbouring tiles for VECTORS vectors of filters: number k of the
// outputs is the sum over channels of number k of the pixels times number k of the weights.
template <class T, int PIXELS, int VECTORS>
void multiply(const Correlation<T>& c, const Plan<T>& plan, const T* pixels, const T* weights,
              T* outputs) {
  using Vector = typename Tile<T>::Vector;
  constexpr Index kWidth = Tile<T>::kWidth;
  for (Index k = 0; k < kNumbers; ++k) {
    Vector total[PIXELS][VECTORS] = {};
    const T* weight = weights + k * plan.number;
    for (Index first = 0; first < c.channels; first += Tile<T>::kColumns) {
      const Index width = std::min(Tile<T>::kColumns, c.channels - first);
      const T* from = pixels + first * kNumbers + k * width;
      for (Index i = 0; i < width; ++i, ++from) {
        // exercise: winograd/multiply
        //| Number k of one channel: of the first tile's pixels it is *from, and the next tile's lies plan.from_tile
        //| further; of the weights it is VECTORS vectors of filters, at `weight`. Add the products of PIXELS tiles and
        //| VECTORS vectors to total[p][v], and let `weight` go on to the next channel.
        Vector right[VECTORS];
        for (int v = 0; v < VECTORS; ++v, weight += kWidth)
          right[v] = *reinterpret_cast<const Vector*>(weight);
        for (int p = 0; p < PIXELS; ++p)
          for (int v = 0; v < VECTORS; ++v) total[p][v] += from[p * plan.from_tile] * right[v];
        // end exercise
      }
    }
    for (int p = 0; p < PIXELS; ++p)
      for (int v = 0; v < VECTORS; ++v)
        *reinterpret_cast<Vector*>(outputs + p * plan.to_tile + (k * VECTORS + v) * kWidth) =
            total[p][v];
  }
}

// The outputs of a tile, from the numbers that multiply() gave.
template <class T>
void write_outputs(const Correlation<T>& c, const T* numbers, const T* bias, Index row,
                   Index column, T* to) {
  using Vector = typename Tile<T>::Vector;
  Index rows = 2, columns = 2;
  // exercise: winograd/clip
  //| The tile's first output is (row, column), and there are c.to_size[0] x c.to_size[1] of them. Set `rows` and `columns`:
  //| how many of the tile's 2 x 2 exist?
  rows = std::min<Index>(2, c.to_size[0] - row);
  columns = std::min<Index>(2, c.to_size[1] - column);
  // end exercise
  for (Index f = 0; f < c.filters; f += Tile<T>::kWidth) {
    const Index block = f / Tile<T>::kColumns, width = block_width<T>(c.filters, block);
    const T* from = numbers + block * kNumbers * Tile<T>::kColumns + f % Tile<T>::kColumns;
    const Square<Vector, 2> out = along_both_axes<4>(
        [&](std::size_t y, std::size_t x) {
          return *reinterpret_cast<const Vector*>(from + static_cast<Index>(4 * y + x) * width);
        },
        [](const auto& m) { return winograd_outputs(m); });
    const Vector start = *reinterpret_cast<const Vector*>(bias + f);
    for (Index y = 0; y < rows; ++y)
      for (Index x = 0; x < columns; ++x)
        *reinterpret_cast<typename Tile<T>::Loose*>(to + y * c.to_strides[2] + x * c.to_strides[3] +
                                                    f) =
            out[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] + start;
  }
}

}  // namespace

template <class T>
bool winograd_fits(const Correlation<T>& c) {
  constexpr Index kFewTiles = 32;  // for fewer, transforming the weights takes longer than it saves
  bool fits = c.channels > 0 && c.filters > 0 && c.from_strides[1] == 1 && c.to_strides[1] == 1 &&
              c.channels % Tile<T>::kWidth == 0 && c.filters % Tile<T>::kWidth == 0 &&
              WinogradTiles(c).count >= kFewTiles;
  for (int axis = 0; axis < 2; ++axis)
    fits = fits && c.taps[axis].count == 3 && c.taps[axis].apart == 1 && c.step[axis] == 1;
  return fits;
}

template <class T>
void winograd(const Correlation<T>& c, T* workspace) {
  if (!winograd_fits(c)) return correlate(c, workspace);
  const Plan<T> plan(c);
  T *const weights = workspace, *const bias = weights + kNumbers * plan.number,
           *const scratch = bias + c.filters;
  for (Index f = 0; f < c.filters; ++f) bias[f] = c.bias ? c.bias[f * c.bias_stride] : T(0);
  parallel_for(0, c.channels, 1 + 1000 / c.filters, [&](Index first, Index last) {
    for (Index channel = first; channel < last; ++channel)
      transform_weights(c, plan, channel, weights);
  });
  const auto compute = [&](Index begin, Index end, T* pixels, T* outputs) {
    plan.tiles.for_each(begin, end, [&](Index i, Index n, Index row, Index column) {
      Index top = 0, left = 0;
      // exercise: winograd/square
      //| The first of the tile's 2 x 2 outputs is (row, column). Set `top` and `left`: where do the 4 x 4 pixels begin that
      //| they look at? Output (0, 0) looks first at row c.taps[0].first and column c.taps[1].first; both may lie in the
      //| zeros before the image.
      top = row + c.taps[0].first;
      left = column + c.taps[1].first;
      // end exercise
      transform_square<4>(
          pixels_of(c, n), top, left, [](const auto& d) { return winograd_pixels(d); },
          pixels + i * plan.from_tile);
    });
    for (Index f = 0; f < c.filters; f += Tile<T>::kColumns)
      for (Index i = 0; i < end - begin; i += kPixels)
        (c.filters - f <= Tile<T>::kWidth
             ? multiply<T, kPixels, 1>
             : multiply<T, kPixels, kVectors>)(c, plan, pixels + i * plan.from_tile,
                                               weights + f * c.channels,
                                               outputs + i * plan.to_tile + f * kNumbers);
    plan.tiles.for_each(begin, end, [&](Index i, Index n, Index row, Index column) {
      write_outputs(c, outputs + i * plan.to_tile, bias, row, column,
                    c.to + n * c.to_strides[0] + row * c.to_strides[2] + column * c.to_strides[3]);
    });
  };
  parallel_for(0, plan.threads, 1, [&](Index first, Index last) {
    for (Index thread = first; thread < last; ++thread) {
      T *const pixels = scratch + thread * plan.scratch(), *const outputs =
                                                               pixels +
                                                               plan.portion * plan.from_tile;
      for (Index i = plan.portions * thread / plan.threads;
           i < plan.portions * (thread + 1) / plan.threads; ++i)
        compute(i * plan.portion, std::min(plan.tiles.count, (i + 1) * plan.portion), pixels,
                outputs);
    }
  });
}

template <class T>
Index winograd_workspace(const Correlation<T>& c) {
  if (!winograd_fits(c)) return correlate_workspace(c);
  const Plan<T> plan(c);
  return kNumbers * plan.number + c.filters + plan.threads * plan.scratch();
}

template bool winograd_fits(const Correlation<float>&);
template bool winograd_fits(const Correlation<double>&);
template void winograd(const Correlation<float>&, float*);
template void winograd(const Correlation<double>&, double*);
template Index winograd_workspace(const Correlation<float>&);
template Index winograd_workspace(const Correlation<double>&);

}  // namespace gradus
