#pragma once
// The convolution as a product: pixels by taps, times taps by filters.
#include "add_parts.cuh"
#include "gather.cuh"
#include "plan.h"

namespace gradus::cuda {

/// Where the rows of a product go whose rows are pixels and whose columns are channels.
template <class T>
struct PixelOut {
  T* data;
  Index n, row, column, channel;  // strides
  int size[2];                    // rows and columns of an image
  Index rows, columns;            // pixels; channels
  bool packs;
  bool dense;  // all pixels lie `column` apart
  Index first = 0;
  const T* bias = nullptr;
  Index bias_stride = 0;

  __device__ T* line(Index i) const {
    if (dense) return data + (first + i) * column;
    const Pixel at = pixel_of(first + i, size);
    return data + at.n * n + at.row * row + at.column * column;
  }
  __device__ Index at(Index j) const { return j * channel; }
};

/// The channels from `first` on of images, as the target of a product.
template <class T>
PixelOut<T> pixel_out(const Images<T>& images, Index pixels, int first, int channels) {
  PixelOut<T> to{
      images.data + first * images.channel,
      images.n,
      images.row,
      images.column,
      images.channel,
      {images.rows, images.columns},
      pixels,
      channels,
      false,
      images.row == images.columns * images.column && images.n == images.rows * images.row};
  to.packs = to.channel == 1 && aligned<T, kPack<T>>(to.data) && to.n % kPack<T> == 0 &&
             to.row % kPack<T> == 0 && to.column % kPack<T> == 0;
  return to;
}

/// Weights in the order of a product's b: [groups, y, x, inner, outer], lines filled up with zeros
/// so that 16 bytes can be copied everywhere.
struct PackedWeights {
  int groups, rows, columns, inner, outer;

  template <class T>
  __host__ __device__ Index width() const {
    return (outer + kPack<T> - 1) / kPack<T> * kPack<T>;
  }
  template <class T>
  __host__ __device__ Index group() const {
    return Index{rows} * columns * inner * width<T>();
  }
  template <class T>
  __host__ __device__ Index size() const {
    return groups * group<T>();
  }
};

/// `turned`: for the gradient of the images, inner are filters and outer are channels.
template <class T>
__global__ void pack_weights_kernel(PackedWeights order, Images<const T> weight, bool turned,
                                    T* to) {
  const Index width = order.width<T>(), step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < order.size<T>(); i += step) {
    const Index outer = i % width, line = i / width, lines = order.group<T>() / width;
    const Index group = line / lines;
    const Tap tap = Tap::of(line % lines, order.columns, order.inner);
    const Index f = turned ? group * order.inner + tap.channel : group * order.outer + outer;
    const Index c = turned ? outer : tap.channel;
    to[i] = outer < order.outer ? weight.data[f * weight.n + c * weight.channel +
                                              tap.y * weight.row + tap.x * weight.column]
                                : T(0);
  }
}

template <class T>
void pack_weights(const PackedWeights& order, const Images<const T>& weight, T* to,
                  bool turned = false) {
  pack_weights_kernel<<<blocks_for(order.size<T>()), kThreads, 0, current_stream()>>>(order, weight,
                                                                                      turned, to);
}

/// One tile of gathered pixels times weights. Groups have blocks one behind the other; the sources
/// and the target are those of the first.
template <class T, class Cut, int Run, class Reach>
__global__ void __launch_bounds__(Cut::kThreads, Cut::kBlocks)
    gathered_kernel(Gather<T, Reach> gather, Side<T> weights, PixelOut<T> out) {
  const TilePlace place = own_place<Cut>(out.rows, out.columns, 1);
  const Index group = place.product;
  gather.images.data += group * gather.channels * gather.images.channel;
  weights.data += group * weights.inners * weights.inner;
  out.data += group * out.columns * out.channel;
  if (out.bias != nullptr) out.bias += group * out.columns * out.bias_stride;
  PixelLoader<T, Reach, Run, Cut::kRows, Cut::kThreads> load_a(gather, place.row);
  MatrixLoader<T, true, Cut::kColumns, Cut::kThreads> load_b(weights, place.column, 0);
  Sums<T, Cut> sums;
  async_product(sums, load_a, load_b, 0, gather.taps);
  sums.store(out, place.row, place.column);
}

/// The same for a matrix of windows, row after row.
template <class T, class Cut>
__global__ void __launch_bounds__(Cut::kThreads, Cut::kBlocks)
    matrix_kernel(Side<T> matrix, Side<T> weights, PixelOut<T> out) {
  const TilePlace place = own_place<Cut>(out.rows, out.columns, 1);
  MatrixLoader<T, false, Cut::kRows, Cut::kThreads> load_a(matrix, place.row, 0);
  MatrixLoader<T, true, Cut::kColumns, Cut::kThreads> load_b(weights, place.column, 0);
  Sums<T, Cut> sums;
  async_product(sums, load_a, load_b, 0, matrix.inners);
  sums.store(out, place.row, place.column);
}

/// Convolutions have many pixels and few channels: tiles are high and narrow.
template <class T, class Body>
void with_cut(Index columns, Body body) {
  if constexpr (sizeof(T) > 4) {
    body(Cut<64, 64, 32, 32, 4>{});
  } else {
    if (columns > 32)
      body(Cut<128, 64, 32, 32, 2>{});
    else if (columns > 16)
      body(Cut<128, 32, 32, 32, 4>{});
    else
      body(Cut<128, 16, 32, 16, 4, 8>{});
  }
}

template <class T>
Side<T> weights_side(const T* weights, Index taps, Index columns) {
  const Index width = (columns + kPack<T> - 1) / kPack<T> * kPack<T>;
  return {weights, 1, width, width, taps};
}

template <class Cut, class Out>
unsigned blocks_of(const Out& out, int groups = 1) {
  const Index blocks = tiles_along(out.rows, Cut::kRows) * tiles_along(out.columns, Cut::kColumns);
  return static_cast<unsigned>(blocks * groups);
}

/// The pixels of a batch, gathered, times packed weights, for all groups. Images, weights and
/// target are those of the first one.
template <class T, class Reach>
void gathered_times_weights(const Gather<T, Reach>& gather, const T* weights, PixelOut<T> out,
                            int groups) {
  if (groups > 1 && out.columns % kPack<T> != 0) out.packs = false;
  const Side<T> b = weights_side(weights, gather.taps, out.columns);
  with_cut<T>(out.columns, [&]<class C>(C) {
    if (gather.channels % kPack<T> == 0)
      gathered_kernel<T, C, kPack<T>>
          <<<blocks_of<C>(out, groups), C::kThreads, 0, current_stream()>>>(gather, b, out);
    else
      gathered_kernel<T, C, 1>
          <<<blocks_of<C>(out, groups), C::kThreads, 0, current_stream()>>>(gather, b, out);
  });
}

/// A matrix of windows times packed weights.
template <class T>
void matrix_times_weights(const T* matrix, Index rows, Index depth, const T* weights,
                          const PixelOut<T>& out) {
  const Side<T> a{matrix, depth, 1, rows, depth}, b = weights_side(weights, depth, out.columns);
  with_cut<T>(out.columns, [&]<class C>(C) {
    matrix_kernel<T, C><<<blocks_of<C>(out), C::kThreads, 0, current_stream()>>>(a, b, out);
  });
}

}  // namespace gradus::cuda
