#pragma once
#include <gradus/cnn/transforms.h>

#include <concepts>
#include <memory>
#include <vector>

namespace gradus::data {

/// A data set whose images are changed at random, in another way in each epoch:
///
///     const data::Augmented train(images, seed, data::RandomCrop(4),
///                                 data::RandomHorizontalFlip(), data::Normalize(statistics));
///     data::DataLoader loader(train, {.batch_size = 128, .shuffle = true});
///
/// The transforms are applied one after the other. What happens to a sample is a function of the
/// seed, the epoch, its number in the data set and the transform's place in the list: not of
/// batches, order, threads or prefetching. Targets stay as they are.
class Augmented : public Dataset {
 public:
  /// @param dataset gives images [N, C, H, W], float32; must outlive this
  /// @param seed of all random numbers
  /// @param transforms what is done to each image, in this order
  template <std::derived_from<Transform>... Transforms>
  Augmented(const Dataset& dataset, std::uint64_t seed, Transforms... transforms)
      : dataset_(dataset), seed_(seed) {
    (transforms_.push_back(std::make_shared<const Transforms>(std::move(transforms))), ...);
  }

  Index size() const override { return dataset_.size(); }
  /// The samples with the transforms that are not for training only: what to measure with.
  Batch batch(std::span<const Index> samples) const override;
  /// The samples as they look in this epoch: with all transforms.
  /// @throws Error when the inputs are no float32 images on the CPU
  Batch training_batch(std::span<const Index> samples, std::int64_t epoch) const override;

 private:
  const Dataset& dataset_;
  std::uint64_t seed_;
  std::vector<std::shared_ptr<const Transform>> transforms_;

  Batch transformed(Batch batch, std::span<const Index> samples, std::int64_t epoch,
                    bool training) const;
};

}  // namespace gradus::data
