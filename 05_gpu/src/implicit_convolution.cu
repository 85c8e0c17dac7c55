// The convolution as a product, with and without its matrix of windows; and the table's rows.
#include <gradus/cnn/conv2d.h>
#include <gradus/common/error.h>
#include <gradus/gpu/convolution_forward.h>

#include <algorithm>

#include "convolution_product.cuh"
#include "window_kernels.h"

namespace gradus::cuda {
namespace {

template <class T>
struct Call {
  Windows w;
  Images<const T> images, weight;
  Images<T> out;
  const T* bias = nullptr;
  Index bias_stride = 0;

  explicit Call(const KernelCall& call)
      : w(convolution_sizes(call)),
        images(images_of<const T>(call.in(0))),
        weight(images_of<const T>(call.in(1))),
        out(images_of<T>(call.out())) {
    if (call.inputs.size() < 3) return;
    bias = call.in(2).data<T>();
    bias_stride = call.in(2).strides()[0];
  }
  // Where the outputs of a group go, from output number `first` on.
  PixelOut<T> target(int group) const {
    PixelOut<T> to = pixel_out(out, w.outputs(), group * w.filters, w.filters);
    if (bias != nullptr) to.bias = bias + group * w.filters * bias_stride;
    to.bias_stride = bias_stride;
    return to;
  }
  PackedWeights packed() const {
    return {w.groups, w.kernel[0], w.kernel[1], w.channels, w.filters};
  }
};

// The first group's windows on images, as a matrix [outputs, taps].
template <class T, class Reach>
Gather<T, Reach> gather_of(const Call<T>& c, const Images<const T>& images, const Reach& reach) {
  const Windows& w = c.w;
  return {images,      reach,      {w.out[0], w.out[1]},        w.outputs(),
          w.kernel[1], w.channels, Index{w.taps()} * w.channels};
}

// Where every window lies inside.
struct Inside : Moves {
  using Moves::Moves;
  __device__ bool go(int axis, int at, int tap, int, int& result) const {
    result = at * stride[axis] + tap * dilation[axis];
    return true;
  }
};

template <class T>
__global__ void pad_kernel(Windows w, Images<const T> images, Images<T> padded, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  const int size[2] = {padded.rows, padded.columns}, channels = w.channels * w.groups;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const Pixel at = pixel_of(i / channels, size);
    const int row = at.row - w.padding[0], column = at.column - w.padding[1];
    const bool inside = row >= 0 && row < w.in[0] && column >= 0 && column < w.in[1];
    padded.data[i] = inside ? images.data[at.n * images.n + i % channels * images.channel +
                                          row * images.row + column * images.column]
                            : T(0);
  }
}

// How many outputs have their windows in scratch memory at a time: at most 64 MiB.
template <class T>
Index outputs_at_a_time(const Windows& w) {
  constexpr Index kMost = Index{64} << 20;
  const Index line = Index{w.taps()} * w.channels * static_cast<Index>(sizeof(T));
  return std::min(w.outputs(), std::max<Index>(1, kMost / std::max<Index>(line, 1)));
}

template <class T>
std::size_t im2col_workspace(const KernelCall& call) {
  const Call<T> c(call);
  const Index matrix = outputs_at_a_time<T>(c.w) * c.w.taps() * c.w.channels;
  return static_cast<std::size_t>(c.packed().template size<T>() + matrix) * sizeof(T);
}

template <class T>
void im2col(const KernelCall& call) {
  const Call<T> c(call);
  if (call.out().numel() == 0) return;
  T* const packed = reinterpret_cast<T*>(call.workspace);
  T* const matrix = packed + c.packed().template size<T>();
  pack_weights(c.packed(), c.weight, packed);
  const Index depth = Index{c.w.taps()} * c.w.channels, most = outputs_at_a_time<T>(c.w);
  for (int group = 0; group < c.w.groups; ++group)
    for (Index first = 0; first < c.w.outputs(); first += most) {
      const Index count = std::min(most, c.w.outputs() - first);
      Images<const T> images = c.images;
      images.data += group * c.w.channels * images.channel;
      write_windows(c.w, images, first, count, matrix);
      PixelOut<T> to = c.target(group);
      to.rows = count;
      to.first = first;
      const T* weights = packed + group * c.packed().template group<T>();
      matrix_times_weights(matrix, count, depth, weights, to);
    }
  check_launch("conv2d (im2col)");
}

template <class T>
std::size_t implicit_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(Call<T>(call).packed().template size<T>()) * sizeof(T);
}

template <class T>
void implicit(const KernelCall& call) {
  const Call<T> c(call);
  if (call.out().numel() == 0) return;
  T* const packed = reinterpret_cast<T*>(call.workspace);
  pack_weights(c.packed(), c.weight, packed);
  gathered_times_weights(gather_of(c, c.images, Forward(c.w)), packed, c.target(0), c.w.groups);
  check_launch("conv2d (implicit)");
}

// As far as windows reach: rows (axis 0) or columns (axis 1) of the images with their padding.
int reached(const Windows& w, int axis) {
  return (w.out[axis] - 1) * w.stride[axis] + (w.kernel[axis] - 1) * w.dilation[axis] + 1;
}

// The images with zeros around them, channels last. On these every window lies inside, so all
// windows together are a view: six axes, of which the kernel's have strides of the image's.
template <class T>
Images<const T> with_padding(const Call<T>& c, T* scratch) {
  const Index channels = c.w.channels * c.w.groups, rows = reached(c.w, 0),
              columns = reached(c.w, 1), pixels = c.w.batch * rows * columns;
  if (pixels > INT32_MAX)
    fail("conv2d (strided): ", c.w.batch, " padded images of ", rows, " x ", columns,
         " are more pixels than can be numbered; take a smaller batch");
  const Images<T> padded{scratch,
                         rows * columns * channels,
                         1,
                         columns * channels,
                         channels,
                         static_cast<int>(rows),
                         static_cast<int>(columns)};
  pad_kernel<<<blocks_for(pixels * channels), kThreads, 0, current_stream()>>>(
      c.w, c.images, padded, pixels * channels);
  return {padded.data, padded.n, 1, padded.row, padded.column, padded.rows, padded.columns};
}

template <class T>
std::size_t strided_workspace(const KernelCall& call) {
  const Call<T> c(call);
  const Index pixels = c.w.batch * reached(c.w, 0) * reached(c.w, 1);
  const Index padded = std::max<Index>(pixels * c.w.channels * c.w.groups, 0);
  return static_cast<std::size_t>(c.packed().template size<T>() + padded) * sizeof(T);
}

template <class T>
void strided(const KernelCall& call) {
  const Call<T> c(call);
  if (call.out().numel() == 0) return;
  T* const packed = reinterpret_cast<T*>(call.workspace);
  pack_weights(c.packed(), c.weight, packed);
  const Images<const T> padded = with_padding(c, packed + c.packed().template size<T>());
  gathered_times_weights(gather_of(c, padded, Inside(c.w)), packed, c.target(0), c.w.groups);
  check_launch("conv2d (strided)");
}

template <class T>
void add_forward() {
  ops::conv2d.add_kernel({gpu, dtype_of<T>, "implicit", implicit<T>, implicit_workspace<T>});
  ops::conv2d.add_kernel({gpu, dtype_of<T>, "strided", strided<T>, strided_workspace<T>});
  ops::conv2d.add_kernel({gpu, dtype_of<T>, "im2col", im2col<T>, im2col_workspace<T>});
  ops::conv2d.add_kernel({gpu, dtype_of<T>, "direct", conv2d_direct<T>});
}

}  // namespace

void register_convolution_forward() {
  static const bool done = [] {
    add_forward<float>();
    add_forward<double>();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
