#pragma once
#include <gradus/cnn/convolution.h>
#include <gradus/tensor_autograd/matrix_product.h>

namespace gradus {

// What im2col and the strided convolution have in common: scratch memory for the windows of one
// image as a matrix, for the weights in the same order, and for the product of both.
template <class T>
struct WindowProduct {
  ConvolutionSizes sizes;
  Index channels, filters;  // of a group
  Index pixels, depth;      // outputs of an image; numbers under a window
  T *windows, *weights, *scratch;

  WindowProduct(const ConvolutionSizes& s, T* workspace)
      : sizes(s),
        channels(s.channels / s.settings.groups),
        filters(s.filters / s.settings.groups),
        pixels(s.out[0] * s.out[1]),
        depth(channels * s.kernel[0] * s.kernel[1]),
        windows(workspace),
        weights(windows + rounded(pixels * depth)),
        scratch(weights + rounded(filters * depth)) {}

  // out [filters, pixels] = weights [filters, depth] times the windows, which lie as [depth,
  // pixels] with the given strides; `out` is where the group's part of an image begins.
  void multiply(Index windows_row, Index windows_column, T* out, const Strides& strides) const {
    MatrixProduct size{filters, depth, pixels};
    size.row_stride[0] = depth;
    size.column_stride[0] = 1;
    size.row_stride[1] = windows_row;
    size.column_stride[1] = windows_column;
    size.row_stride[2] = strides[1];
    size.column_stride[2] = strides[3];
    if (strides[2] == sizes.out[1] * strides[3] || sizes.out[0] == 1) {
      matrix_product<T>(size, weights, windows, out, scratch);
      return;
    }
    size.n = sizes.out[1];  // rows with gaps between them: one after the other
    for (Index row = 0; row < sizes.out[0]; ++row)
      matrix_product<T>(size, weights, windows + row * size.n * windows_column,
                        out + row * strides[2], scratch);
  }

  // Adds a bias to the outputs of image n.
  void add_bias(const Array& bias, const Array& out, Index n) const {
    const View<T> from(bias), to(out);
    for (Index row = 0; row < sizes.out[0]; ++row)
      for (Index column = 0; column < sizes.out[1]; ++column)
        for (Index f = 0; f < sizes.filters; ++f) to(n, f, row, column) += from(f);
  }

  // How many numbers of workspace there must be.
  Index total() const {
    const auto product = [&](Index n) {
      MatrixProduct size{filters, depth, n};
      Index most = matrix_product_workspace<T>(size);
      size.row_stride[2] = 1;  // and the other way round
      return std::max(most, matrix_product_workspace<T>(size));
    };
    return rounded(pixels * depth) + rounded(filters * depth) +
           std::max(product(pixels), product(sizes.out[1]));
  }

 private:
  static Index rounded(Index count) { return (count + 15) / 16 * 16; }
};

}  // namespace gradus
