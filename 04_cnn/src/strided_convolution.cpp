#include "copy_part.h"
#include "window_product.h"

#include <gradus/cnn/strided_convolution.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/loop.h>

namespace gradus {
namespace {

// The size of an image with its padding.
Index padded(const ConvolutionSizes& sizes, int axis) {
  return sizes.in[axis] + sizes.settings.padding[axis] + sizes.settings.padding_after[axis];
}

}  // namespace

Layout windows_of(const Layout& image, const ConvolutionSizes& sizes) {
  const auto& settings = sizes.settings;
  // exercise: strided-windows/view
  //| The image is [rows, columns, channels]; make the view [out rows, out columns, kernel rows, kernel columns,
  //| channels] of it. views::unfold(layout, axis, size, step) gives windows of `size` neighbours, `step` apart; the
  //| places of a window become a new last axis. views::slice(layout, axis, 0, size, step) leaves every step-th of them,
  //| views::permute brings the axes in order. How many places does a window reach over, and how far is the next one?
  Layout view = image;
  for (int axis = 0; axis < 2; ++axis) {
    const Index dilation = settings.dilation[axis];
    const Index reach = dilation * (sizes.kernel[axis] - 1) + 1;
    view = views::unfold(view, axis, reach, settings.stride[axis]);
    view = views::slice(view, 3 + axis, 0, reach, dilation);
  }
  return views::permute(view, {0, 1, 3, 4, 2});
  // end exercise
}

namespace {

// What reshape does with a view that is no matrix: it copies the numbers, row after row.
template <class T>
void copy_in_order(const T* from, const Layout& view, T* to) {
  const Layout order = Layout::contiguous(view.shape);
  for_each_row<2>(
      plan_loop<2>({&order, &view}),
      [=](const std::array<Index, 2>& offset, Index count, const std::array<Index, 2>& stride) {
        const T* source = from + view.offset + offset[1];
        for (Index i = 0; i < count; ++i) to[offset[0] + i * stride[0]] = source[i * stride[1]];
      });
}

}  // namespace

template <class T>
std::size_t conv2d_strided_workspace(const KernelCall& call) {
  const WindowProduct<T> work(convolution_sizes(call), nullptr);
  const Index image = padded(work.sizes, 0) * padded(work.sizes, 1) * work.channels;
  return static_cast<std::size_t>(work.total() + image) * sizeof(T);
}

template <class T>
void conv2d_strided(const KernelCall& call) {
  const WindowProduct<T> work(convolution_sizes(call), reinterpret_cast<T*>(call.workspace));
  const ConvolutionSizes& sizes = work.sizes;
  const View<T> weight(call.in(1));
  const Strides &from = call.in(0).strides(), &strides = call.out().strides();
  const Index image_strides[4] = {from[0], from[1], from[2], from[3]};
  T* const image = work.windows + work.total();
  const Layout lying = Layout::contiguous({padded(sizes, 0), padded(sizes, 1), work.channels});
  const Part part{{-sizes.settings.padding[0], -sizes.settings.padding[1]},
                  {lying.shape[0], lying.shape[1]}};
  for (Index group = 0; group < sizes.settings.groups; ++group) {
    T* next = work.weights;
    for (Index f = 0; f < work.filters; ++f)
      for (Index y = 0; y < sizes.kernel[0]; ++y)
        for (Index x = 0; x < sizes.kernel[1]; ++x)
          for (Index c = 0; c < work.channels; ++c)
            *next++ = weight(group * work.filters + f, c, y, x);
    for (Index n = 0; n < sizes.batch; ++n) {
      copy_part(call.in(0).data<T>() + n * from[0] + group * work.channels * from[1], image_strides,
                sizes.in, work.channels, part, work.channels, image);
      copy_in_order(static_cast<const T*>(image), windows_of(lying, sizes), work.windows);
      T* out = call.out().data<T>() + n * strides[0] + group * work.filters * strides[1];
      // exercise: strided-windows/product
      //| work.windows holds one window a line now: [work.pixels, work.depth], line after line. The product wants
      //| [depth, pixels]. work.multiply(row stride, column stride, out, strides) reads it so without another copy, if
      //| it is told the right strides.
      work.multiply(1, work.depth, out, strides);
      // end exercise
    }
  }
  for (Index n = 0; call.inputs.size() > 2 && n < sizes.batch; ++n)
    work.add_bias(call.in(2), call.out(), n);
}

template void conv2d_strided<float>(const KernelCall&);
template void conv2d_strided<double>(const KernelCall&);
template std::size_t conv2d_strided_workspace<float>(const KernelCall&);
template std::size_t conv2d_strided_workspace<double>(const KernelCall&);

}  // namespace gradus
