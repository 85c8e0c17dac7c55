#pragma once
#include <gradus/cnn/convolution.h>
#include <gradus/tensor_autograd/tensor.h>

namespace gradus {

namespace ops {
/// out[n, f, i, j] = bias[f] + sum over c, y, x of weight[f, c, y, x] * image[n, first + c,
/// s i + d y - p, s j + d x - p], with stride s, dilation d and padding p of either axis; the group
/// f / (F / groups) begins at channel `first`, and pixels outside of the image are 0. Inputs: images
/// [N, C, H, W], weights [F, C / groups, h, w], and perhaps a bias [F]. The output's channels lie
/// next to one another. Variants: "fast" (default; register tiles that read the windows where they
/// are), "strided" (the windows as a view, copied in order, one product an image), "im2col" (a
/// matrix of windows, one product an image), "naive" (seven loops).
extern Operation conv2d;
/// The gradient of conv2d with respect to the images, from the upstream gradient [N, F, out rows,
/// out columns] and the weights; the attributes' `size` is that of the images. Also known as
/// transposed convolution. Variants: "fast", "naive".
extern Operation conv2d_input_gradient;
/// The same with respect to the weights, from the upstream gradient and the images; `size` is that
/// of the kernel. Variants: "fast", "naive".
extern Operation conv2d_weight_gradient;
}  // namespace ops

namespace nn {

/// Settings of conv2d(); [0] for rows, [1] for columns.
struct Conv2dOptions {
  Index stride[2] = {1, 1};    ///< how far the window moves
  Index padding[2] = {0, 0};   ///< rows and columns of zeros on either side
  Index dilation[2] = {1, 1};  ///< how far apart the positions of a window lie
  Index groups = 1;            ///< parts that channels and filters are cut into
  bool same = false;           ///< pad so that a stride of 1 keeps the size; `padding` must be 0
};

/// Slides windows over images: see ops::conv2d. Gradients: of the images by
/// conv2d_input_gradient, of the weights by conv2d_weight_gradient, of the bias the sum over images
/// and pixels. With `same`, an odd number of zeros has one more after than before the image, as in
/// PyTorch.
/// @param images [N, C, H, W], or [C, H, W] for one alone
/// @param weight [F, C / groups, kernel rows, kernel columns]
/// @param bias [F]; may be left out (an undefined tensor)
/// @param options stride, padding, dilation, groups
/// @return [N, F, out rows, out columns], out = floor((size + 2 padding - dilation (kernel - 1) -
/// 1) / stride) + 1
/// @throws Error where the sizes do not fit, naming them
Tensor conv2d(const Tensor& images, const Tensor& weight, const Tensor& bias = {},
              const Conv2dOptions& options = {});

}  // namespace nn
}  // namespace gradus
