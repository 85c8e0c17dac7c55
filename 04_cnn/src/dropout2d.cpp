#include <gradus/cnn/dropout2d.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::nn {

Tensor Dropout2d::forward(const Tensor& input) {
  if (input.dim() != 3 && input.dim() != 4)
    fail("Dropout2d: needs images [N, C, H, W] or [C, H, W], not ", input.shape());
  // exercise: batch-norm-2d/dropout
  //| In evaluation the input as it is. In training times a mask: mask_(t) is a tensor t with some numbers dropped and the
  //| others scaled, so give it ones of the input's dtype, moved to its device by gradus::to(), in a shape that has one
  //| number for each channel of each image, and size 1 along rows and columns.
  if (!training()) return input;
  Shape shape = input.shape();
  shape[input.dim() - 2] = shape[input.dim() - 1] = 1;
  return input * mask_(gradus::to(ones(shape, input.dtype()), input.device()));
  // end exercise
}

}  // namespace gradus::nn
