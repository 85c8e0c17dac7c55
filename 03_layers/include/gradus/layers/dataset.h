#pragma once
#include <gradus/tensor_autograd/tensor.h>

#include <span>

/// Where the samples come from.
namespace gradus::data {

/// Some samples: what goes into a network, and what should come out.
struct Batch {
  Tensor inputs, targets;  ///< the first axis counts the samples
  Index size() const { return inputs.size(0); }
};

/// Samples that can be asked for by number.
class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual Index size() const = 0;
  /// The samples of these numbers, in this order.
  /// @param samples from 0 to size() - 1
  virtual Batch batch(std::span<const Index> samples) const = 0;
  /// The same samples as an epoch of training sees them. A data set that changes its samples at
  /// random, differently in each epoch, overrides this; the others give what batch() gives. The
  /// second number is that of the epoch, from 0; `samples` as for batch().
  virtual Batch training_batch(std::span<const Index> samples, std::int64_t /*epoch*/) const {
    return batch(samples);
  }
};

/// The mean and the standard deviation of all pixels (0 to 1): inputs become (pixel / 255 - mean) /
/// stddev. They belong to the training set; test images are treated with the same numbers.
struct Normalization {
  double mean = 0, stddev = 1;
};

/// Grey images with a class each.
class ImageDataset : public Dataset {
 public:
  /// @param images [N, height, width], uint8
  /// @param labels [N], uint8, below `classes`
  /// @throws Error for other elements than bytes, and when the counts differ, labels are out of
  /// range, there is no image, or the standard deviation is not positive
  ImageDataset(Array images, Array labels, Index classes, Normalization normalization);

  Index size() const override { return images_.shape()[0]; }
  /// Pixels from top to bottom.
  Index height() const { return images_.shape()[1]; }
  /// Pixels from left to right.
  Index width() const { return images_.shape()[2]; }
  /// How many classes there are.
  Index classes() const { return classes_; }
  /// Inputs [n, 1, height, width], float32, normalised; targets [n], int64.
  Batch batch(std::span<const Index> samples) const override;

  /// The pixels of an image, row by row.
  /// @param sample its number
  std::span<const std::uint8_t> pixels(Index sample) const;
  /// The class of image `sample`.
  Index label(Index sample) const;

  /// The images from `begin` to before `end`, with the same normalisation; shares memory.
  /// @throws Error for an empty or impossible range
  ImageDataset part(Index begin, Index end) const;
  const Normalization& normalization() const { return normalization_; }
  /// The same images, normalised otherwise; shares memory.
  ImageDataset with(const Normalization& normalization) const {
    return {images_, labels_, classes_, normalization};
  }
  /// The mean and standard deviation of this data set's own pixels.
  /// @param images [N, height, width], uint8
  static Normalization measure(const Array& images);

 private:
  Array images_, labels_;
  Index classes_;
  Normalization normalization_;
};

}  // namespace gradus::data
