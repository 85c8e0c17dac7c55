#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/dataset.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace gradus::data {
namespace {

// Copies numbers to where all threads will read them. The last batch, which lay there, is still in
// the caches of several cores; an ordinary store would have to ask for every line of it back.
void store_past_caches(const std::vector<float>& from, float* to) {
#if defined(__SSE__)
  if (from.size() % 4 == 0 && reinterpret_cast<std::uintptr_t>(to) % 16 == 0) {
    for (std::size_t i = 0; i < from.size(); i += 4)
      _mm_stream_ps(to + i, _mm_loadu_ps(from.data() + i));
    _mm_sfence();
    return;
  }
#endif
  std::copy(from.begin(), from.end(), to);
}

}  // namespace

ImageDataset::ImageDataset(Array images, Array labels, Index classes, Normalization normalization)
    : images_(std::move(images)),
      labels_(std::move(labels)),
      classes_(classes),
      normalization_(normalization) {
  if (images_.rank() != 3 || labels_.rank() != 1)
    fail("images: expected [N, height, width] and labels [N], not ", images_.shape(), " and ",
         labels_.shape());
  if (!(images_.dtype == uint8) || !(labels_.dtype == uint8))
    fail("images: pixels and labels are bytes (uint8), not ", images_.dtype, " and ",
         labels_.dtype);
  if (images_.shape()[0] != labels_.shape()[0])
    fail("images: there are ", images_.shape()[0], " images, but ", labels_.shape()[0], " labels");
  if (images_.numel() == 0) fail("images: the data set is empty: ", images_.shape());
  if (!(normalization_.stddev > 0))
    fail("images: a standard deviation of ", normalization_.stddev,
         " cannot be divided by; measure() gives one that can");
  for (Index i = 0; i < size(); ++i)
    if (label(i) >= classes_)
      fail("images: label ", label(i), " of image ", i, " is not from 0 to ", classes_ - 1);
}

std::span<const std::uint8_t> ImageDataset::pixels(Index sample) const {
  const Index count = height() * width();
  return {images_.data<std::uint8_t>() + sample * count, static_cast<std::size_t>(count)};
}

Index ImageDataset::label(Index sample) const { return labels_.data<std::uint8_t>()[sample]; }

Batch ImageDataset::batch(std::span<const Index> samples) const {
  for (Index sample : samples)
    if (sample < 0 || sample >= size())
      fail("images: sample ", sample, " is not from 0 to ", size() - 1);
  const Index count = static_cast<Index>(samples.size()), area = height() * width();
  const Array inputs = Array::empty({count, 1, height(), width()}, float32);
  const Array targets = Array::empty({count}, int64);
  const auto scale = static_cast<float>(1 / (255 * normalization_.stddev));
  const auto shift = static_cast<float>(-normalization_.mean / normalization_.stddev);
  float* to = inputs.data<float>();
  std::int64_t* target = targets.data<std::int64_t>();
  parallel_for(0, count, kGrain / area, [&](Index begin, Index end) {
    std::vector<float> row(static_cast<std::size_t>(area));
    for (Index i = begin; i < end; ++i) {
      const Index sample = samples[static_cast<std::size_t>(i)];
      // exercise: data/batch
      //| Sample `sample` becomes row i of the batch: row[0] to row[area - 1] are its numbers, each pixel * scale + shift,
      //| from pixels(sample); and target[i] is its label.
      const std::uint8_t* from = pixels(sample).data();
      for (Index j = 0; j < area; ++j)
        row[static_cast<std::size_t>(j)] = scale * static_cast<float>(from[j]) + shift;
      target[i] = label(sample);
      // end exercise
      store_past_caches(row, to + i * area);
    }
  });
  return {Tensor(inputs), Tensor(targets)};
}

ImageDataset ImageDataset::part(Index begin, Index end) const {
  if (begin < 0 || begin >= end || end > size())
    fail("images: there is no part from ", begin, " to ", end, " of ", size(), " images");
  // exercise: data/part
  //| The data set of those images and their labels, without copying: array.with(layout) shares memory, and
  //| views::slice(layout, axis, begin, end) keeps a part of an axis. Which numbers must its pixels be normalised with?
  return {images_.with(views::slice(images_.layout, 0, begin, end)),
          labels_.with(views::slice(labels_.layout, 0, begin, end)), classes_, normalization_};
  // end exercise
}

Normalization ImageDataset::measure(const Array& images) {
  if (images.numel() == 0) fail("images: there is nothing to measure in ", images.shape());
  const std::uint8_t* pixels = images.data<std::uint8_t>();
  std::uint64_t sum = 0, squares = 0;  // exact: at most 2^16 a pixel
  const Index all = images.numel();
  for (Index i = 0; i < all; ++i) {
    const std::uint64_t pixel = pixels[i];
    sum += pixel;
    squares += pixel * pixel;
  }
  const double count = static_cast<double>(all);
  const double mean = static_cast<double>(sum) / count / 255;
  const double variance = static_cast<double>(squares) / count / (255.0 * 255.0) - mean * mean;
  return {mean, variance > 0 ? std::sqrt(variance) : 1};
}

}  // namespace gradus::data
