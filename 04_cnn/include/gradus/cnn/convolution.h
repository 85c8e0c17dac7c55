#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

/// The settings of a convolution; [0] along the axis of the rows, [1] along that of the columns.
struct ConvolutionAttributes {
  Index stride[2] = {1, 1};         ///< how far the window moves
  Index padding[2] = {0, 0};        ///< rows and columns of zeros before the image
  Index padding_after[2] = {0, 0};  ///< and after it
  Index dilation[2] = {1, 1};       ///< how far apart the positions of a window lie
  Index groups = 1;                 ///< parts that channels and filters are cut into
  Index size[2] = {0, 0};           ///< for gradients: of the image, or of the kernel
};

/// The sizes of one convolution: images [batch, channels, in] and weights [filters, channels /
/// groups, kernel] give [batch, filters, out], with these settings.
struct ConvolutionSizes {
  Index batch = 0, channels = 0, filters = 0;
  Index in[2] = {}, kernel[2] = {}, out[2] = {};
  ConvolutionAttributes settings;

  /// The image's row (axis 0) or column (axis 1) that position `at` of the window lies on when it
  /// computes output `output`. Below 0, and from in[axis] on, there are zeros.
  /// @param axis 0 or 1
  /// @param output from 0 to out[axis] - 1
  /// @param at from 0 to kernel[axis] - 1
  Index source(int axis, Index output, Index at) const;
};

/// How many positions a window takes along one axis:
/// floor((in + both paddings - dilation (kernel - 1) - 1) / stride) + 1, or 0 where it does not
/// fit.
/// @param in size of the image
/// @param kernel size of the kernel
/// @param settings stride, padding and dilation
/// @param axis 0 or 1
Index output_size(Index in, Index kernel, const ConvolutionAttributes& settings, int axis);

/// The sizes of a convolution. @throws Error that names the operation where they do not fit
/// @param images [N, C, H, W]
/// @param weight [F, C / groups, kernel rows, kernel columns]
/// @param settings how the window moves
ConvolutionSizes convolution_sizes(const char* operation, const Shape& images, const Shape& weight,
                                   const ConvolutionAttributes& settings);

/// The sizes of a call of conv2d.
/// @param call images and weight are its first inputs
ConvolutionSizes convolution_sizes(const KernelCall& call);

/// The strides of [N, C, H, W] where the channels of a pixel lie next to one another.
Strides channels_last_strides(const Shape& shape);

/// The outputs of a convolution of images [N, C, H, W] with weights [F, C / groups, h, w] and,
/// where there is a third input, a bias [F]: [N, F, out rows, out columns], channels last.
/// @throws Error that names `op` where shapes or dtypes do not fit
void infer_conv2d(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs);

}  // namespace gradus
