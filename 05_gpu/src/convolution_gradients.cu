// The gradients of the convolution on the GPU.
//
//   direct    one thread a number of the gradient
//   implicit  matrix products whose tiles are gathered: of the images' gradient from the upstream
//             gradient, of the weights' from both it and the images, in parts that are added in
//             order
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>

#include "gradient_kernels.cuh"
#include "turned.cuh"

namespace gradus::cuda {
namespace {

template <class T>
__global__ void direct_input_kernel(Windows w, Turned reach, Images<const T> g,
                                    Images<const T> weight, Images<T> gradient, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const int channels = w.channels * w.groups, c = static_cast<int>(i % channels);
    const Pixel at = pixel_of(i / channels, w.in);
    T total = 0;
    // exercise: convolution-gradients/gather
    //| All outputs whose windows this pixel lies under give to its gradient: for each kernel position (y, x),
    //| reach.go(axis, at.row or at.column, y or x, g's size along the axis, result) finds the output's row or column, and
    //| says whether there is one. Add, for each filter of c's group, weight(f, c of its group, y, x) times g at that
    //| output. Nothing is added to by two threads.
    const int group = c / w.channels, own = c % w.channels;
    for (int y = 0; y < w.kernel[0]; ++y)
      for (int x = 0; x < w.kernel[1]; ++x) {
        int row = 0, column = 0;
        if (!reach.go(0, at.row, y, g.rows, row) || !reach.go(1, at.column, x, g.columns, column))
          continue;
        for (int f = group * w.filters; f < (group + 1) * w.filters; ++f)
          total +=
              weight
                  .data[f * weight.n + own * weight.channel + y * weight.row + x * weight.column] *
              g.data[at.n * g.n + f * g.channel + row * g.row + column * g.column];
      }
    // end exercise
    gradient.data[at.n * gradient.n + c * gradient.channel + at.row * gradient.row +
                  at.column * gradient.column] = total;
  }
}

template <class T>
__global__ void direct_weight_kernel(Windows w, Images<const T> g, Images<const T> images,
                                     Images<T> gradient, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const int depth = w.taps() * w.channels, f = static_cast<int>(i / depth);
    const Tap tap = Tap::of(i % depth, w.kernel[1], w.channels);
    T total = 0;
    // exercise: convolution-gradients/weight
    //| The weight (f, tap.channel, tap.y, tap.x) was used once for each output of filter f: add g there times the pixel
    //| that lay under the tap, of all images, rows and columns of outputs. w.source tells where the tap lay; outside of
    //| the image there was a 0.
    const int channel = f / w.filters * w.channels + tap.channel;
    for (Index n = 0; n < w.batch; ++n)
      for (int i_out = 0; i_out < w.out[0]; ++i_out)
        for (int j_out = 0; j_out < w.out[1]; ++j_out) {
          const int row = w.source(0, i_out, tap.y), column = w.source(1, j_out, tap.x);
          if (row < 0 || row >= w.in[0] || column < 0 || column >= w.in[1]) continue;
          const Index pixel =
              n * images.n + channel * images.channel + row * images.row + column * images.column;
          total += images.data[pixel] *
                   g.data[n * g.n + f * g.channel + i_out * g.row + j_out * g.column];
        }
    // end exercise
    gradient.data[f * gradient.n + tap.channel * gradient.channel + tap.y * gradient.row +
                  tap.x * gradient.column] = total;
  }
}

}  // namespace

template <class T>
void input_gradient_direct(const KernelCall& call) {
  const Windows w = windows_of_input(call);
  const Index count = call.out().numel();
  if (count == 0) return;
  direct_input_kernel<<<blocks_for(count), kThreads, 0, current_stream()>>>(
      w, Turned(w), images_of<const T>(call.in(0)), images_of<const T>(call.in(1)),
      images_of<T>(call.out()), count);
  check_launch("conv2d_input_gradient (direct)");
}

template <class T>
void weight_gradient_direct(const KernelCall& call) {
  const Index count = call.out().numel();
  if (count == 0) return;
  direct_weight_kernel<<<blocks_for(count), kThreads, 0, current_stream()>>>(
      windows_of_weight(call), images_of<const T>(call.in(0)), images_of<const T>(call.in(1)),
      images_of<T>(call.out()), count);
  check_launch("conv2d_weight_gradient (direct)");
}

template void input_gradient_direct<float>(const KernelCall&);
template void input_gradient_direct<double>(const KernelCall&);
template void weight_gradient_direct<float>(const KernelCall&);
template void weight_gradient_direct<double>(const KernelCall&);

}  // namespace gradus::cuda
