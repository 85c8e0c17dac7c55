// The gradient of the weights by Winograd's trick. An output is A (p v), p made of the pixels, v of
// the weights: so the gradient of v is p times the transpose of A applied to the upstream gradient,
// summed over all tiles, and that of the weights the transpose of their transform applied to it.
#include "convolution_gradients.h"
#include "forward_correlation.h"
#include "weight_tile.h"
#include "winograd_tiles.h"

#include <gradus/common/threads.h>

namespace gradus {
namespace {

// The transpose of winograd_outputs().
template <class V>
std::array<V, 4> of_upstream(const std::array<V, 2>& g) {
  return {g[0], g[0] + g[1], g[0] - g[1], -g[1]};
}
// The transpose of winograd_weights().
template <class V>
std::array<V, 3> of_sums(const std::array<V, 4>& u) {
  const V both = (u[1] + u[2]) / 2;
  return {u[0] + both, (u[1] - u[2]) / 2, both + u[3]};
}

// Of one group. The scratch memory of a thread: the sums over its tiles, and the numbers of a
// portion of tiles, of the pixels and of the upstream gradient.
template <class T>
struct Plan {
  Correlation<T> c;  // as in the convolution: `to` is where the upstream gradient lies
  WinogradTiles tiles;
  Index from_tile, to_tile, number, portion, portions, threads;

  explicit Plan(const Correlation<T>& correlation)
      : c(correlation),
        tiles(c),
        from_tile(kNumbers * c.channels + Tile<T>::kWidth),
        to_tile(kNumbers * c.filters + Tile<T>::kWidth),
        number(c.channels * c.filters + Tile<T>::kWidth) {
    constexpr Index kBytes = 256 << 10;
    const Index bytes = (from_tile + to_tile) * static_cast<Index>(sizeof(T));
    portion = std::max<Index>(8, kBytes / bytes);
    portions = (tiles.count - 1) / portion + 1;
    threads = std::min<Index>(portions, num_threads());
  }
  Index scratch() const { return kNumbers * number + portion * (from_tile + to_tile); }

  // Adds the products of `count` tiles to the sums.
  void add(Index count, const T* pixels, const T* upstream, T* sums) const {
    for (Index f = 0; f < c.filters; f += Tile<T>::kColumns) {
      const Index filters = std::min(Tile<T>::kColumns, c.filters - f);
      const auto& sized =
          filters <= Tile<T>::kWidth ? kWeightTiles<T, 1> : kWeightTiles<T, kVectors>;
      for (Index k = 0; k < kNumbers; ++k)
        for (Index first = 0; first < c.channels; first += Tile<T>::kColumns) {
          const Index channels = std::min(Tile<T>::kColumns, c.channels - first);
          const Index parts = (channels + kRows - 1) / kRows;
          for (Index part = 0; part < parts; ++part) {
            const Index begin = channels * part / parts, end = channels * (part + 1) / parts;
            sized[static_cast<std::size_t>(end - begin - 1)](
                {pixels + first * kNumbers + k * channels + begin, 0, from_tile},
                {upstream + f * kNumbers + k * filters, 0, to_tile}, 1, count,
                sums + k * number + f * c.channels + (first + begin) * filters);
          }
        }
    }
  }

  void thread(Index index, T* sums) const {
    T *const pixels = sums + kNumbers * number, *const upstream = pixels + portion * from_tile;
    std::fill(sums, pixels, T(0));
    for (Index i = portions * index / threads; i < portions * (index + 1) / threads; ++i) {
      const Index begin = i * portion, end = std::min(tiles.count, begin + portion);
      tiles.for_each(begin, end, [&](Index tile, Index n, Index row, Index column) {
        transform_square<4>(
            pixels_of(c, n), row + c.taps[0].first, column + c.taps[1].first,
            [](const auto& d) { return winograd_pixels(d); }, pixels + tile * from_tile);
        const Pixels<T> image{c.to + n * c.to_strides[0],
                              c.to_strides[2],
                              c.to_strides[3],
                              {c.to_size[0], c.to_size[1]},
                              c.filters};
        transform_square<2>(
            image, row, column, [](const auto& g) { return of_upstream(g); },
            upstream + tile * to_tile);
      });
      add(end - begin, pixels, upstream, sums);
    }
  }

  // The gradient of the weights of one channel, from the sums of all threads.
  void collect(const T* scratch_memory, Index channel, T* gradient) const {
    using Vector = typename Tile<T>::Vector;
    for (Index first = 0; first < c.filters; first += Tile<T>::kWidth) {
      const Index block = first / Tile<T>::kColumns, width = block_width<T>(c.filters, block);
      const T* from = scratch_memory + block * Tile<T>::kColumns * c.channels + channel * width +
                      first % Tile<T>::kColumns;
      const Square<Vector, 3> out = along_both_axes<4>(
          [&](std::size_t y, std::size_t x) {
            Vector total = {};
            for (Index i = 0; i < threads; ++i)
              total += *reinterpret_cast<const Vector*>(from + i * scratch() +
                                                        static_cast<Index>(4 * y + x) * number);
            return total;
          },
          [](const auto& u) { return of_sums(u); });
      T* to = gradient + first * c.weight_strides[0] + channel * c.weight_strides[1];
      for (Index y = 0; y < 3; ++y)
        for (Index x = 0; x < 3; ++x)
          for (Index f = 0; f < Tile<T>::kWidth; ++f)
            to[f * c.weight_strides[0] + y * c.weight_strides[2] + x * c.weight_strides[3]] =
                out[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)][f];
    }
  }
};

// That of a group, if Winograd's trick fits.
template <class T>
Correlation<T> correlation_of(const KernelCall& call, Index group) {
  return forward_correlation<T>(sizes_of_weight_gradient(call), call.in(1), call.out(), nullptr,
                                call.in(0), group);
}

}  // namespace

template <class T>
std::size_t conv2d_weight_gradient_winograd_workspace(const KernelCall& call) {
  const Correlation<T> c = correlation_of<T>(call, 0);
  if (!winograd_fits(c)) return conv2d_weight_gradient_fast_workspace<T>(call);
  const Plan<T> plan(c);
  return static_cast<std::size_t>(plan.threads * plan.scratch()) * sizeof(T);
}

template <class T>
void conv2d_weight_gradient_winograd(const KernelCall& call) {
  if (!winograd_fits(correlation_of<T>(call, 0))) return conv2d_weight_gradient_fast<T>(call);
  T* const scratch = reinterpret_cast<T*>(call.workspace);
  for (Index group = 0; group < call.attributes.as<ConvolutionAttributes>().groups; ++group) {
    const Plan<T> plan(correlation_of<T>(call, group));
    parallel_for(0, plan.threads, 1, [&](Index first, Index last) {
      for (Index i = first; i < last; ++i) plan.thread(i, scratch + i * plan.scratch());
    });
    T* gradient = call.out().data<T>() + group * plan.c.filters * plan.c.weight_strides[0];
    parallel_for(0, plan.c.channels, 1 + 1000 / plan.c.filters, [&](Index first, Index last) {
      for (Index channel = first; channel < last; ++channel)
        plan.collect(scratch, channel, gradient);
    });
  }
}

template void conv2d_weight_gradient_winograd<float>(const KernelCall&);
template void conv2d_weight_gradient_winograd<double>(const KernelCall&);
template std::size_t conv2d_weight_gradient_winograd_workspace<float>(const KernelCall&);
template std::size_t conv2d_weight_gradient_winograd_workspace<double>(const KernelCall&);

}  // namespace gradus
