#include "window_product.h"

#include <gradus/cnn/im2col.h>
#include <gradus/common/error.h>
#include <gradus/common/threads.h>

namespace gradus {
namespace {

// The windows of image n as a matrix: row (c, y, x) holds, for every output, the pixel under that
// position of its window.
template <class T>
void write_windows(const WindowProduct<T>& work, const View<T>& images, Index n, Index first) {
  const ConvolutionSizes& sizes = work.sizes;
  parallel_for(0, work.depth, 1, [&](Index begin, Index end) {
    for (Index line = begin; line < end; ++line) {
      T* const to = work.windows + line * work.pixels;
      // exercise: im2col/windows
      //| `line` numbers the positions (c, y, x) as the weights of a filter lie in memory: x changes fastest, c last.
      //| Find c, y and x; sizes.kernel has the kernel's rows and columns. Then write the line: for every output (row,
      //| column), in rows of sizes.out[1], the pixel of image n, channel first + c, that lies under this position, or 0
      //| where it lies outside of the image (sizes.source, sizes.in). `to` is not cleared.
      const Index x = line % sizes.kernel[1], y = line / sizes.kernel[1] % sizes.kernel[0],
                  c = line / sizes.kernel[1] / sizes.kernel[0];
      for (Index row = 0; row < sizes.out[0]; ++row)
        for (Index column = 0; column < sizes.out[1]; ++column) {
          const Index from_row = sizes.source(0, row, y), from_column = sizes.source(1, column, x);
          const bool inside = from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 &&
                              from_column < sizes.in[1];
          to[row * sizes.out[1] + column] =
              inside ? images(n, first + c, from_row, from_column) : T(0);
        }
      // end exercise
    }
  });
}

}  // namespace

template <class T>
std::size_t conv2d_im2col_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(WindowProduct<T>(convolution_sizes(call), nullptr).total()) *
         sizeof(T);
}

template <class T>
void conv2d_im2col(const KernelCall& call) {
  const WindowProduct<T> work(convolution_sizes(call), reinterpret_cast<T*>(call.workspace));
  const View<T> images(call.in(0)), weight(call.in(1));
  const Strides& strides = call.out().strides();
  for (Index group = 0; group < work.sizes.settings.groups; ++group) {
    T* next = work.weights;
    for (Index f = 0; f < work.filters; ++f)
      for (Index c = 0; c < work.channels; ++c)
        for (Index y = 0; y < work.sizes.kernel[0]; ++y)
          for (Index x = 0; x < work.sizes.kernel[1]; ++x)
            *next++ = weight(group * work.filters + f, c, y, x);
    T* const out = call.out().data<T>() + group * work.filters * strides[1];
    // exercise: im2col/product
    //| For each image n of the batch: write_windows(work, images, n, first) fills the matrix of windows from the
    //| channel `first` on that this group begins with. Then work.multiply(row stride, column stride, out + n *
    //| strides[0], strides) multiplies the weights by it; it is [work.depth, work.pixels], line after line.
    for (Index n = 0; n < work.sizes.batch; ++n) {
      write_windows(work, images, n, group * work.channels);
      work.multiply(work.pixels, 1, out + n * strides[0], strides);
    }
    // end exercise
  }
  for (Index n = 0; call.inputs.size() > 2 && n < work.sizes.batch; ++n)
    work.add_bias(call.in(2), call.out(), n);
}

template void conv2d_im2col<float>(const KernelCall&);
template void conv2d_im2col<double>(const KernelCall&);
template std::size_t conv2d_im2col_workspace<float>(const KernelCall&);
template std::size_t conv2d_im2col_workspace<double>(const KernelCall&);

}  // namespace gradus
