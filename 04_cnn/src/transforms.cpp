#include <gradus/cnn/transforms.h>
#include <gradus/common/error.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "image_batch.h"

namespace gradus::data {

RandomCrop::RandomCrop(Index padding, float fill) : padding_(padding), fill_(fill) {
  if (padding < 0) fail("RandomCrop: the padding must not be negative, as ", padding, " is");
}

void RandomCrop::apply(const float* from, float* to, const ImageSize& size,
                       const SampleRandom& random) const {
  // exercise: augmentation/crop
  //| Cut a window of the image's own size out of the padded image, every one equally likely: in other words, shift() by
  //| at most padding_ pixels each way. random.between(i, low, high) is random number i (0, 1, ...), low and high included.
  shift(from, to, size, random.between(0, -padding_, padding_),
        random.between(1, -padding_, padding_), fill_);
  // end exercise
}

RandomHorizontalFlip::RandomHorizontalFlip(double probability) : probability_(probability) {
  if (!(probability >= 0 && probability <= 1))
    fail("RandomHorizontalFlip: the probability must be from 0 to 1, not ", probability);
}

void RandomHorizontalFlip::apply(const float* from, float* to, const ImageSize& size,
                                 const SampleRandom& random) const {
  if (random.uniform(0) < probability_)
    mirror(from, to, size);
  else
    std::copy_n(from, size.numel(), to);
}

RandomAffine::RandomAffine(const AffineRange& range) : range_(range) {
  if (!(range.degrees >= 0 && range.translate >= 0 && range.shear >= 0 && range.shear < 90))
    fail("RandomAffine: degrees, translate and shear must not be negative, and shear below 90: ",
         range.degrees, ", ", range.translate, ", ", range.shear);
  if (!(range.min_scale > 0 && range.min_scale <= range.max_scale))
    fail("RandomAffine: scales must be 0 < min_scale <= max_scale, not ", range.min_scale, " and ",
         range.max_scale);
}

void RandomAffine::apply(const float* from, float* to, const ImageSize& size,
                         const SampleRandom& random) const {
  const auto both_ways = [&](int i, double most) { return random.uniform(i, -most, most); };
  const double scale = random.uniform(1, range_.min_scale, range_.max_scale);
  const AffineMap motion =
      AffineMap::of(both_ways(0, range_.degrees), scale, both_ways(2, range_.shear),
                    both_ways(3, range_.translate * static_cast<double>(size.height)),
                    both_ways(4, range_.translate * static_cast<double>(size.width)));
  warp(from, to, size, motion, range_.fill);
}

Cutout::Cutout(Index length, float fill) : length_(length), fill_(fill) {
  if (length < 0) fail("Cutout: the length must not be negative, as ", length, " is");
}

void Cutout::apply(const float* from, float* to, const ImageSize& size,
                   const SampleRandom& random) const {
  std::copy_n(from, size.numel(), to);
  if (size.numel() > 0)
    cut_out(to, size, random.between(0, 0, size.height - 1), random.between(1, 0, size.width - 1),
            length_, fill_);
}

ChannelStatistics channel_statistics(const Dataset& dataset) {
  constexpr Index kAtOnce = 256;
  std::vector<double> sums, squares;
  double count = 0;  // numbers a channel
  for (Index first = 0; first < dataset.size(); first += kAtOnce) {
    std::vector<Index> samples(static_cast<std::size_t>(std::min(kAtOnce, dataset.size() - first)));
    std::iota(samples.begin(), samples.end(), first);
    const Batch batch = dataset.batch(samples);
    const ImageSize size = image_size(batch);
    const Index area = size.height * size.width;
    const Array images = as_rows(batch.inputs);
    const float* pixel = images.data<float>();
    sums.resize(static_cast<std::size_t>(size.channels));
    squares.resize(sums.size());
    for (Index i = 0; i < batch.size(); ++i)
      for (std::size_t c = 0; c < sums.size(); ++c, pixel += area)
        for (Index j = 0; j < area; ++j) {
          sums[c] += pixel[j];
          squares[c] += static_cast<double>(pixel[j]) * pixel[j];
        }
    count += static_cast<double>(batch.size() * area);
  }
  ChannelStatistics result;
  for (std::size_t c = 0; c < sums.size(); ++c) {
    const double mean = sums[c] / count, variance = squares[c] / count - mean * mean;
    result.mean.push_back(mean);
    result.stddev.push_back(variance > 0 ? std::sqrt(variance) : 1);
  }
  return result;
}

Normalize::Normalize(const ChannelStatistics& statistics) {
  if (statistics.mean.empty() || statistics.mean.size() != statistics.stddev.size())
    fail("Normalize: there are ", statistics.mean.size(), " means and ", statistics.stddev.size(),
         " deviations; each channel needs one of each");
  for (std::size_t c = 0; c < statistics.mean.size(); ++c) {
    const double mean = statistics.mean[c], stddev = statistics.stddev[c];
    if (!(stddev > 0)) fail("Normalize: the deviation of channel ", c, " is ", stddev);
    scale_.push_back(static_cast<float>(1 / stddev));
    shift_.push_back(static_cast<float>(-mean / stddev));
  }
}

void Normalize::apply(const float* from, float* to, const ImageSize& size,
                      const SampleRandom& /*random*/) const {
  if (size.channels != static_cast<Index>(scale_.size()))
    fail("Normalize: the images have ", size.channels, " channels, the statistics ", scale_.size());
  const Index area = size.height * size.width;
  for (std::size_t c = 0; c < scale_.size(); ++c, from += area, to += area)
    for (Index i = 0; i < area; ++i) to[i] = scale_[c] * from[i] + shift_[c];
}

}  // namespace gradus::data
