#pragma once
#include <gradus/cnn/image_operations.h>
#include <gradus/layers/dataset.h>

namespace gradus::data {

// The size of a batch's images. @throws Error unless they are float32 [N, C, H, W] on the CPU
ImageSize image_size(const Batch& batch);
// The images without gaps, one after the other.
Array as_rows(const Tensor& images);

}  // namespace gradus::data
