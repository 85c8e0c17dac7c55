#include <gradus/cnn/memory_format.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::nn {

Tensor channels_last(const Tensor& images) {
  if (images.dim() != 4)
    fail("channels_last: needs images [N, C, H, W], not ", images.shape(),
         "; unsqueeze(image, 0) makes a batch of one image");
  const Tensor pixels = permute(images, {0, 2, 3, 1});
  return pixels.is_contiguous() ? images : permute(contiguous(pixels), {0, 3, 1, 2});
}

}  // namespace gradus::nn
