// The convolution on the GPU.
//
//   direct    one thread an output
//   im2col    the windows as a matrix in scratch memory, a part of the batch at a time; the product
//   strided   the images with their padding in scratch memory; the matrix is a view of these
//   implicit  the same product, but its tiles are gathered from the images as they are needed
//             (implicit_convolution.cu)
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>

#include "window_kernels.h"
#include "windows.cuh"

namespace gradus::cuda {
namespace {

// [direct]
template <class T>
__global__ void direct_kernel(Windows w, Images<const T> images, Images<const T> weight,
                              const T* bias, Index bias_stride, Images<T> out, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    // Neighbouring threads have neighbouring filters.
    const int filters = w.filters * w.groups, f = static_cast<int>(i % filters);
    const Pixel at = pixel_of(i / filters, w.out);
    T total = bias == nullptr ? T(0) : bias[f * bias_stride];
    // exercise: convolution/direct
    //| Add weight(f, c, y, x) times the pixel under position (y, x) in channel first + c, for all kernel positions and
    //| all w.channels channels of f's group; w.source tells where a position lies, and what lies outside of the image
    //| counts as 0. The number [n, c, row, column] of images is images.data[n * images.n + c * images.channel + row *
    //| images.row + column * images.column]; weight in the same way, with f for n.
    const int first = f / w.filters * w.channels;
    for (int y = 0; y < w.kernel[0]; ++y)
      for (int x = 0; x < w.kernel[1]; ++x) {
        const int row = w.source(0, at.row, y), column = w.source(1, at.column, x);
        if (row < 0 || row >= w.in[0] || column < 0 || column >= w.in[1]) continue;
        const T* pixel = images.data + at.n * images.n + first * images.channel + row * images.row +
                         column * images.column;
        const T* factor = weight.data + f * weight.n + y * weight.row + x * weight.column;
        for (int c = 0; c < w.channels; ++c)
          total += factor[c * weight.channel] * pixel[c * images.channel];
      }
    // end exercise
    out.data[at.n * out.n + f * out.channel + at.row * out.row + at.column * out.column] = total;
  }
}
// [direct]

template <class T>
__global__ void windows_kernel(Windows w, Images<const T> images, Index first, Index count,
                               T* matrix) {
  const Index depth = Index{w.taps()} * w.channels, step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count * depth; i += step) {
    // exercise: convolution/im2col
    //| Write matrix[i]. Row number i / depth belongs to output number first + i / depth (pixel_of tells which that is),
    //| column i % depth to a tap (Tap::of). It holds the pixel under that tap, or 0.
    const Pixel at = pixel_of(first + i / depth, w.out);
    const Tap tap = Tap::of(i % depth, w.kernel[1], w.channels);
    const int row = w.source(0, at.row, tap.y), column = w.source(1, at.column, tap.x);
    const bool inside = row >= 0 && row < w.in[0] && column >= 0 && column < w.in[1];
    matrix[i] = inside ? images.data[at.n * images.n + tap.channel * images.channel +
                                     row * images.row + column * images.column]
                       : T(0);
    // end exercise
  }
}

}  // namespace

template <class T>
void conv2d_direct(const KernelCall& call) {
  const Windows w(convolution_sizes(call));
  const Index count = call.out().numel();
  if (count == 0) return;
  const bool with_bias = call.inputs.size() > 2;
  direct_kernel<<<blocks_for(count), kThreads, 0, current_stream()>>>(
      w, images_of<const T>(call.in(0)), images_of<const T>(call.in(1)),
      with_bias ? static_cast<const T*>(call.in(2).data<T>()) : nullptr,
      with_bias ? call.in(2).strides()[0] : 0, images_of<T>(call.out()), count);
  check_launch("conv2d (direct)");
}

template <class T>
void write_windows(const Windows& w, const Images<const T>& images, Index first, Index count,
                   T* matrix) {
  const Index depth = Index{w.taps()} * w.channels;
  windows_kernel<<<blocks_for(count * depth), kThreads, 0, current_stream()>>>(w, images, first,
                                                                               count, matrix);
  check_launch("conv2d (windows)");
}

template void conv2d_direct<float>(const KernelCall&);
template void conv2d_direct<double>(const KernelCall&);
template void write_windows(const Windows&, const Images<const float>&, Index, Index, float*);
template void write_windows(const Windows&, const Images<const double>&, Index, Index, double*);

}  // namespace gradus::cuda
