#include <gradus/cnn/augmented.h>
#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/loop.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <string>

#include "image_batch.h"

namespace gradus::data {

ImageSize image_size(const Batch& batch) {
  const Tensor& images = batch.inputs;
  if (images.dim() != 4 || !(images.dtype() == float32) || !(images.device() == cpu))
    fail("augmentation: images must be float32 [N, C, H, W] on the CPU, not ", images.dtype(), " ",
         images.shape());
  return {images.size(1), images.size(2), images.size(3)};
}

Array as_rows(const Tensor& images) { return contiguous(images.detach()).array(); }

Batch Augmented::batch(std::span<const Index> samples) const {
  return transformed(dataset_.batch(samples), samples, 0, false);
}

Batch Augmented::training_batch(std::span<const Index> samples, std::int64_t epoch) const {
  if (epoch < 0) fail("augmentation: epochs count from 0; there is no epoch ", epoch);
  return transformed(dataset_.training_batch(samples, epoch), samples, epoch, true);
}

Batch Augmented::transformed(Batch batch, std::span<const Index> samples, std::int64_t epoch,
                             bool training) const {
  const ImageSize size = image_size(batch);
  const Array from = as_rows(batch.inputs);
  const Array to = Array::empty(from.shape(), float32);
  const Index area = size.numel();
  const auto step = static_cast<std::uint64_t>(epoch);
  parallel_for(0, batch.size(), kGrain / std::max<Index>(1, 4 * area), [&](Index begin, Index end) {
    std::vector<float> now(static_cast<std::size_t>(area)), next(now.size());
    for (Index row = begin; row < end; ++row) {
      std::copy_n(from.data<float>() + row * area, area, now.begin());
      for (std::size_t k = 0; k < transforms_.size(); ++k) {
        const Transform& transform = *transforms_[k];
        const std::string name = "augmentation/" + std::to_string(k);
        const Index sample = samples[static_cast<std::size_t>(row)];
        // exercise: augmentation/sample
        //| Let the transform make `next` out of `now`: transform.apply(from, to, size, random) takes bare memory
        //| (now.data()), and its random numbers, SampleRandom(stream, ...). What the same image gets must be another thing in
        //| each epoch, of each transform, and for each image; and the same wherever the image stands in whatever batch. A
        //| stream is RandomStream(seed_, name, step); `step` is the epoch, `row` the image's place in this batch. Whatever is
        //| training_only() is left out (`continue`) when this is not `training`.
        if (transform.training_only() && !training) continue;
        const RandomStream stream(seed_, name, step);
        transform.apply(now.data(), next.data(), size, SampleRandom(stream, sample));
        // end exercise
        now.swap(next);
      }
      std::copy(now.begin(), now.end(), to.data<float>() + row * area);
    }
  });
  return {Tensor(to), batch.targets};
}

}  // namespace gradus::data
