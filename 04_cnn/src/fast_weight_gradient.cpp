// The gradient of the weights: for each position of the window and each channel the product of
// image and upstream gradient, summed over all outputs. A tile of it stays in registers while the
// outputs of a band are gone through; each thread sums over its bands, and at the end the threads'
// sums are added in order.
#include "convolution_gradients.h"
#include "forward_correlation.h"
#include "weight_tile.h"

#include <gradus/common/threads.h>

namespace gradus {
namespace {

// Of one group. The correlation is the one that the convolution computes: `to` is where the
// upstream gradient lies.
template <class T>
struct WeightGradient {
  Correlation<T> c;
  Bands bands;
  bool upstream_direct;  // the tiles read the upstream gradient where it lies
  Index upstream_pixel, upstream_row;
  Index blocks, depth;  // of filters; numbers under a window
  Index units, threads;

  explicit WeightGradient(const Correlation<T>& correlation)
      : c(correlation),
        bands(bands_of(c)),
        upstream_direct(c.to_strides[1] == 1 && c.filters == whole_vectors<T>(c.filters)),
        upstream_pixel(upstream_direct ? c.to_strides[3] : whole_vectors<T>(c.filters)),
        upstream_row(upstream_direct ? c.to_strides[2] : upstream_pixel * c.to_size[1]),
        blocks((c.filters + Tile<T>::kColumns - 1) / Tile<T>::kColumns),
        depth(c.taps[0].count * c.taps[1].count * c.channels),
        units(c.batch * bands.count),
        threads(std::clamp<Index>(units, 1, num_threads())) {}
  Index sums() const { return blocks * depth * Tile<T>::kColumns; }
  Index copy() const { return whole_vectors<T>(bands.size() + Tile<T>::kWidth); }
  Index upstream_copy() const { return upstream_direct ? 0 : bands.rows * upstream_row; }
  Index scratch() const { return sums() + copy() + upstream_copy(); }  // a thread's

  // Adds the products of some output rows to the sums of one block of filters.
  void add(const T* images, const T* upstream, Index rows, Index block, T* sums) const {
    const Index width = block_width<T>(c.filters, block);
    const Grid<T> g{upstream + block * Tile<T>::kColumns, upstream_row, upstream_pixel};
    const auto& tiles = width <= Tile<T>::kWidth ? kWeightTiles<T, 1> : kWeightTiles<T, kVectors>;
    const Window& window = bands.window;
    for (Index y = 0; y < window.rows; ++y)
      for (Index x = 0; x < window.columns; ++x) {
        const T* from = images + y * window.row + x * window.column;
        const Index count = (window.run + kRows - 1) / kRows;
        for (Index tile = 0; tile < count; ++tile) {
          const Index begin = window.run * tile / count, end = window.run * (tile + 1) / count;
          tiles[static_cast<std::size_t>(end - begin - 1)](
              {from + begin, c.step[0] * bands.row, c.step[1] * bands.pixel}, g, rows, c.to_size[1],
              sums + begin * width);
        }
        sums += window.run * width;
      }
  }

  void thread(Index index, T* scratch) const {
    T *const sums_here = scratch, *const copy_here = sums_here + sums(),
             *const upstream_here = copy_here + copy();
    std::fill(sums_here, sums_here + sums(), T(0));
    for (Index unit = units * index / threads; unit < units * (index + 1) / threads; ++unit) {
      const Index n = unit / bands.count, top = unit % bands.count * bands.rows;
      const Index rows = std::min(bands.rows, c.to_size[0] - top);
      if (rows <= 0) continue;
      const T* images = read_band(c, bands, n, top, rows, copy_here);
      const T* upstream = c.to + n * c.to_strides[0];
      if (upstream_direct) {
        upstream += top * c.to_strides[2];
      } else {
        copy_part(upstream, c.to_strides, c.to_size, c.filters, {{top, 0}, {rows, c.to_size[1]}},
                  upstream_pixel, upstream_here);
        upstream = upstream_here;
      }
      for (Index block = 0; block < blocks; ++block)
        add(images, upstream, rows, block, sums_here + block * depth * Tile<T>::kColumns);
    }
  }

  // The sums of all threads, to where they belong.
  void collect(const T* scratch, T* gradient) const {
    for (Index f = 0; f < c.filters; ++f) {
      const Index block = f / Tile<T>::kColumns, width = block_width<T>(c.filters, block);
      const T* from = scratch + block * depth * Tile<T>::kColumns + f % Tile<T>::kColumns;
      for (Index y = 0; y < c.taps[0].count; ++y)
        for (Index x = 0; x < c.taps[1].count; ++x)
          for (Index channel = 0; channel < c.channels; ++channel, from += width) {
            T total = 0;
            for (Index i = 0; i < threads; ++i) total += from[i * this->scratch()];
            gradient[f * c.weight_strides[0] + channel * c.weight_strides[1] +
                     y * c.weight_strides[2] + x * c.weight_strides[3]] = total;
          }
    }
  }
};

template <class T>
WeightGradient<T> plan_of(const KernelCall& call, Index group) {
  return WeightGradient<T>(forward_correlation<T>(sizes_of_weight_gradient(call), call.in(1),
                                                  call.out(), nullptr, call.in(0), group));
}

}  // namespace

template <class T>
std::size_t conv2d_weight_gradient_fast_workspace(const KernelCall& call) {
  const WeightGradient<T> plan = plan_of<T>(call, 0);
  return static_cast<std::size_t>(plan.threads * plan.scratch()) * sizeof(T);
}

template <class T>
void conv2d_weight_gradient_fast(const KernelCall& call) {
  T* const scratch = reinterpret_cast<T*>(call.workspace);
  for (Index group = 0; group < call.attributes.as<ConvolutionAttributes>().groups; ++group) {
    const WeightGradient<T> plan = plan_of<T>(call, group);
    parallel_for(0, plan.threads, 1, [&](Index first, Index last) {
      for (Index i = first; i < last; ++i) plan.thread(i, scratch + i * plan.scratch());
    });
    plan.collect(scratch, call.out().data<T>() + group * plan.c.filters * plan.c.weight_strides[0]);
  }
}

template void conv2d_weight_gradient_fast<float>(const KernelCall&);
template void conv2d_weight_gradient_fast<double>(const KernelCall&);
template std::size_t conv2d_weight_gradient_fast_workspace<float>(const KernelCall&);
template std::size_t conv2d_weight_gradient_fast_workspace<double>(const KernelCall&);

}  // namespace gradus
