#pragma once
#include <gradus/cnn/convolution.h>
#include <gradus/tensor_autograd/layout.h>

namespace gradus {

/// All windows of an image at once, as a view of it: [out rows, out columns, kernel rows, kernel
/// columns, channels]. One number of the image stands in many windows.
/// @param image [rows, columns, channels], with its padding
/// @param sizes the convolution
Layout windows_of(const Layout& image, const ConvolutionSizes& sizes);

/// ops::conv2d by that view, which is copied before the matrix product, since a product cannot read
/// it where it lies. T is float or double.
/// @param call images, weights and perhaps a bias
template <class T>
void conv2d_strided(const KernelCall& call);
/// How many bytes of scratch memory that needs.
/// @param call what conv2d_strided() will get
template <class T>
std::size_t conv2d_strided_workspace(const KernelCall& call);

}  // namespace gradus
