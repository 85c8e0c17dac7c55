#pragma once
#include <gradus/cnn/image_operations.h>
#include <gradus/common/random.h>
#include <gradus/layers/dataset.h>

#include <vector>

namespace gradus::data {

/// The random numbers of one transform for one sample: functions of the stream and the sample's
/// number in the data set, whoever asks and in whatever order.
class SampleRandom {
 public:
  static constexpr int kNumbers = 8;  ///< there are numbers 0 to 7

  /// @param stream of the transform, in one epoch; must outlive this
  /// @param sample its number in the data set
  SampleRandom(const RandomStream& stream, Index sample)
      : stream_(stream), first_(static_cast<std::uint64_t>(sample) * kNumbers) {}

  /// Number i, uniform in [low, high).
  double uniform(int i, double low = 0, double high = 1) const {
    return low + (high - low) * stream_.uniform64(first_ + static_cast<std::uint64_t>(i));
  }
  /// Number i, a whole one from low to high, both included.
  Index between(int i, Index low, Index high) const {
    return low + static_cast<Index>(stream_.below(first_ + static_cast<std::uint64_t>(i),
                                                  static_cast<std::uint64_t>(high - low + 1)));
  }

 private:
  const RandomStream& stream_;
  std::uint64_t first_;
};

/// Makes another image out of an image.
class Transform {
 public:
  virtual ~Transform() = default;
  /// Whether it belongs to training only; if not, it changes what is measured with as well.
  virtual bool training_only() const { return true; }
  /// `from` becomes `to`. Called by several threads at once.
  /// @param from,to images of this size, which do not overlap
  /// @param random its numbers for this image
  virtual void apply(const float* from, float* to, const ImageSize& size,
                     const SampleRandom& random) const = 0;
};

/// Pads with `padding` pixels of `fill` on every side and cuts a window of the old size out of
/// that, anywhere: shifts by -padding to padding pixels both ways, each equally likely.
class RandomCrop : public Transform {
 public:
  /// @throws Error for a negative padding
  explicit RandomCrop(Index padding, float fill = 0);
  void apply(const float* from, float* to, const ImageSize& size,
             const SampleRandom& random) const override;

 private:
  Index padding_;
  float fill_;
};

/// Mirrors left and right, with a probability.
class RandomHorizontalFlip : public Transform {
 public:
  /// @throws Error unless 0 <= probability <= 1
  explicit RandomHorizontalFlip(double probability = 0.5);
  void apply(const float* from, float* to, const ImageSize& size,
             const SampleRandom& random) const override;

 private:
  double probability_;
};

/// How far a RandomAffine goes; each number is uniform.
struct AffineRange {
  double degrees = 0;                   ///< turns by -degrees to degrees
  double translate = 0;                 ///< moves both ways, by up to this share of the size
  double min_scale = 1, max_scale = 1;  ///< makes larger or smaller
  double shear = 0;                     ///< slants by -shear to shear degrees
  float fill = 0;                       ///< for what comes from outside of the image
};

/// Turns, stretches, slants and moves.
class RandomAffine : public Transform {
 public:
  /// @param range how far, at most
  /// @throws Error for negative numbers, or scales that are not 0 < min_scale <= max_scale
  explicit RandomAffine(const AffineRange& range);
  void apply(const float* from, float* to, const ImageSize& size,
             const SampleRandom& random) const override;

 private:
  AffineRange range_;
};

/// Covers a square around a random pixel. Source: DeVries, Taylor: "Improved regularization of
/// convolutional neural networks with cutout" (2017).
class Cutout : public Transform {
 public:
  /// @param length side of the square; the part inside the image is covered with `fill`
  /// @throws Error for a negative length
  explicit Cutout(Index length, float fill = 0);
  void apply(const float* from, float* to, const ImageSize& size,
             const SampleRandom& random) const override;

 private:
  Index length_;
  float fill_;
};

/// A mean and a standard deviation for each channel.
struct ChannelStatistics {
  std::vector<double> mean;    ///< of each channel
  std::vector<double> stddev;  ///< likewise
};

/// The mean and standard deviation of each channel over all images of a data set, as its batch()
/// gives them. They belong to the training set: measure there, and use them everywhere.
/// @throws Error when the images are not float32 [N, C, H, W]
ChannelStatistics channel_statistics(const Dataset& dataset);

/// (pixel - mean) / stddev, channel by channel. Not random, and not for training alone.
class Normalize : public Transform {
 public:
  /// @param statistics of the training set: channel_statistics()
  /// @throws Error when there are not as many means as deviations, or a deviation is not positive
  explicit Normalize(const ChannelStatistics& statistics);
  bool training_only() const override { return false; }
  /// @throws Error when the image has other channels than the statistics
  void apply(const float* from, float* to, const ImageSize& size,
             const SampleRandom& random) const override;

 private:
  std::vector<float> scale_, shift_;
};

}  // namespace gradus::data
