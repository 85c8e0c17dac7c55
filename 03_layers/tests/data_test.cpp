#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/idx.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "file_bytes.h"
#include "support.h"

using gradus::Array;
using gradus::Index;
using gradus::data::Batch;
using gradus::data::DataLoader;
using gradus::data::ImageDataset;
using gradus::data::parse_idx;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::idx_bytes;

namespace {

std::string error_of(const std::string& bytes) {
  try {
    parse_idx(bytes, "digits");
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// Image i has pixels i, i + 1, ... and label i % 10.
ImageDataset counting_images(Index count, Index height = 2, Index width = 3) {
  std::vector<std::uint8_t> pixels, labels;
  for (Index i = 0; i < count; ++i) {
    for (Index k = 0; k < height * width; ++k) pixels.push_back(static_cast<std::uint8_t>(i + k));
    labels.push_back(static_cast<std::uint8_t>(i % 10));
  }
  return {Array::of(pixels, {count, height, width}), Array::of(labels, {count}), 10, {0.5, 0.25}};
}

// All pixels of a data set.
Array pixels_of(const ImageDataset& images) {
  std::vector<std::uint8_t> all;
  for (Index i = 0; i < images.size(); ++i)
    for (std::uint8_t pixel : images.pixels(i)) all.push_back(pixel);
  return Array::of(all, {images.size(), images.height(), images.width()});
}

// The number of an image in a batch of counting_images, told by its first pixel.
std::vector<double> numbers_in(const Batch& batch) {
  std::vector<double> result;
  for (Index i = 0; i < batch.size(); ++i)
    result.push_back(std::round((select(batch.inputs, 0, i).to_vector()[0] * 0.25 + 0.5) * 255));
  return result;
}

std::vector<double> epoch_numbers(const DataLoader& loader, std::int64_t epoch) {
  std::vector<double> all;
  for (const Batch& batch : loader.epoch(epoch))
    for (double number : numbers_in(batch)) all.push_back(number);
  return all;
}

}  // namespace

TEST(Data, IdxHeader) {
  const auto shape = [](const std::string& bytes) {
    std::vector<double> sizes;
    try {
      const Array array = parse_idx(bytes, "digits");
      sizes.assign(array.shape().begin(), array.shape().end());
    } catch (const gradus::Error& error) {
      ADD_FAILURE() << error.what();
      if (std::string_view(error.what()).find("-56") != std::string_view::npos) sizes = {0, -56};
    }
    return sizes;
  };
  constexpr double kBack = 1 << 24;
  // Without elements any sizes fit, so that a wrong reading shows.
  expect_all("the shape in a header of 0 x 2", shape(idx_bytes({0, 2}, "")),
             std::vector<double>{0, 2})
      .if_equal({0, 2 * kBack}, "the least significant byte was read first; it comes last");
  expect_all("the shape in a header of 0 x 300", shape(idx_bytes({0, 300}, "")),
             std::vector<double>{0, 300})
      .if_equal({0, 44}, "only the last byte of the size was read");
  const std::vector<double> large = shape(idx_bytes({0, 200}, ""));
  expect_all("the shape in a header of 0 x 200", large, std::vector<double>{0, 200})
      .if_true(large == std::vector<double>{0, -56},
               "a char above 127 is negative; byte_at gives it as a number from 0 to 255");
  expect_all("the shape of an IDX file of 2 x 3", shape(idx_bytes({2, 3}, "abcdef")),
             std::vector<double>{2, 3})
      .if_equal({3, 2}, "the sizes come in the order of the axes");
  EXPECT_EQ(gradus::to_vector<std::int64_t>(parse_idx(idx_bytes({6}, "abcdef"), "digits")),
            (std::vector<std::int64_t>{'a', 'b', 'c', 'd', 'e', 'f'}));
}

TEST(Data, IdxFilesThatAreWrong) {
  EXPECT_EQ(error_of(""), "digits: has 0 bytes, too few for an IDX file");
  EXPECT_EQ(error_of(std::string("\0\0\x08", 3)), "digits: has 3 bytes, too few for an IDX file");
  EXPECT_EQ(error_of("PK\3\4 a zip file"), "digits: is no IDX file (it must begin with two zeros)");
  EXPECT_EQ(error_of(idx_bytes({2}, "ab", 13)),
            "digits: holds elements of IDX type 13; only 8, bytes, is read");
  EXPECT_EQ(error_of(std::string("\0\0\x08\0", 4)), "digits: has 0 axes; 1 to 8 are read");
  EXPECT_EQ(error_of(std::string("\0\0\x08\x09", 4)), "digits: has 9 axes; 1 to 8 are read");
  EXPECT_EQ(error_of(std::string("\0\0\x08\x01\0\0", 6)),
            "digits: ends inside its header, after 6 bytes");
  EXPECT_EQ(error_of(idx_bytes({3}, "abcd")),
            "digits: its header promises 3 elements, but 4 bytes follow");
}

TEST(Data, IdxHeadersThatLie) {
  // More elements than bytes, a terabyte, and sizes whose product is 2^64 + 4, which in 64 bits is
  // just the 4 bytes that are there: nothing may be allocated for them.
  const std::size_t before = gradus::memory_use(gradus::cpu).live;
  gradus::reset_peak(gradus::cpu);
  const auto expect_too_many = [](const std::vector<std::uint32_t>& sizes, const char* cause) {
    EXPECT_EQ(error_of(idx_bytes(sizes, "abcd")),
              "digits: its header promises more elements than the 4 bytes that follow; the file is "
              "cut off or damaged")
        << cause;
  };
  expect_too_many({5}, "");
  expect_too_many({1u << 20, 1u << 20}, "");
  expect_too_many({4, 5581, 8681, 49477, 5 * 384773},
                  "  Likely cause: the product must be compared with `present` after each size, "
                  "before it can overflow");
  EXPECT_EQ(gradus::memory_use(gradus::cpu).peak, before);
}

TEST(Data, Batches) {
  const ImageDataset images = counting_images(20);
  const std::vector<Index> wanted = {3, 0, 19, 3};
  const Batch batch = images.batch(wanted);
  EXPECT_EQ(to_string(batch.inputs.shape()), "[4, 1, 2, 3]");
  expect_all("the labels of images 3, 0, 19, 3", batch.targets.to_vector(),
             std::vector<double>{3, 0, 9, 3})
      .if_equal(
          {0, 1, 2, 3},
          "these are the labels of the first images; the labels must be picked with the images");
  std::vector<double> pixels;
  for (Index image : wanted)
    for (int k = 0; k < 6; ++k)
      pixels.push_back((static_cast<double>(image + k) / 255 - 0.5) / 0.25);
  std::vector<double> first, raw, unshifted;
  for (int image = 0; image < 4; ++image)
    for (int k = 0; k < 6; ++k) {
      first.push_back((static_cast<double>(image + k) / 255 - 0.5) / 0.25);
      raw.push_back(static_cast<double>(wanted[static_cast<std::size_t>(image)] + k));
      unshifted.push_back(raw.back() / 255 / 0.25);
    }
  expect_all("their pixels, (pixel / 255 - 0.5) / 0.25", batch.inputs.to_vector(), pixels, 1e-6)
      .if_equal(
          first,
          "these are the pixels of the first images; the pixels must be picked with the labels")
      .if_equal(raw, "the pixels are not normalised: pixel * scale + shift")
      .if_equal(unshifted, "the mean was not taken away: pixel * scale + shift");
  EXPECT_TRUE(batch.inputs.dtype() == gradus::float32);
  EXPECT_THROW(images.batch(std::vector<Index>{20}), gradus::Error);
  EXPECT_THROW(images.batch(std::vector<Index>{-1}), gradus::Error);
}

TEST(Data, LastBatch) {
  const ImageDataset images = counting_images(10);
  const auto sizes = [&](Index batch, bool drop) {
    std::vector<double> result;
    try {
      for (const Batch& part :
           DataLoader(images, {.batch_size = batch, .drop_last = drop}).epoch(0))
        result.push_back(static_cast<double>(part.size()));
    } catch (const gradus::Error& error) {
      ADD_FAILURE() << error.what();
    }
    return result;
  };
  expect_all("10 samples in batches of 4", sizes(4, false), std::vector<double>{4, 4, 2})
      .if_equal({4, 4}, "the last, smaller batch is missing: its samples would never be seen")
      .if_equal({4, 4, 2, 0}, "an empty batch at the end");
  expect_all("10 samples in batches of 4, drop_last", sizes(4, true), std::vector<double>{4, 4})
      .if_equal({4, 4, 2}, "with drop_last the smaller batch is left out");
  expect_all("10 samples in batches of 5", sizes(5, false), std::vector<double>{5, 5})
      .if_equal({5, 5, 0},
                "10 samples are exactly two batches of 5; the division must be rounded up, not one "
                "added");
  expect_all("10 samples in a batch of 64", sizes(64, false), std::vector<double>{10});
}

TEST(Data, OrderOfAnEpoch) {
  const ImageDataset images = counting_images(50);
  std::vector<Index> straight(50);
  std::iota(straight.begin(), straight.end(), 0);
  EXPECT_EQ(DataLoader(images, {.batch_size = 8}).order(3), straight)
      << "Likely cause: without shuffling the samples come in their own order";
  const DataLoader loader(images, {.batch_size = 8, .shuffle = true, .seed = 5});
  const std::vector<Index> first = loader.order(0), second = loader.order(1);
  std::vector<Index> sorted = first;
  std::ranges::sort(sorted);
  expect_all("the samples of a shuffled epoch, sorted", sorted, straight)
      .if_true(std::set<Index>(first.begin(), first.end()).size() < 50,
               "some samples come twice and others never: an epoch is a permutation, not 50 draws");
  ASSERT_NE(first, straight) << "Likely cause: with shuffle the order must be a random one";
  EXPECT_NE(first, second)
      << "Likely cause: every epoch has an order of its own; is the epoch's number in the stream?";
  EXPECT_EQ(first, loader.order(0)) << "the order is a function of seed and epoch";
  EXPECT_NE(first, DataLoader(images, {.batch_size = 8, .shuffle = true, .seed = 6}).order(0))
      << "Likely cause: another seed must give another order";
}

TEST(Data, LabelsAndImagesAreShuffledTogether) {
  const ImageDataset images = counting_images(50);
  const DataLoader loader(images, {.batch_size = 8, .shuffle = true, .seed = 5});
  for (const Batch& batch : loader.epoch(2)) {
    const std::vector<double> numbers = numbers_in(batch), labels = batch.targets.to_vector();
    for (std::size_t i = 0; i < numbers.size(); ++i)
      EXPECT_EQ(labels[i], std::fmod(numbers[i], 10));
  }
}

TEST(Data, AnEpochCanBeginInTheMiddle) {
  const ImageDataset images = counting_images(50);
  const DataLoader loader(images, {.batch_size = 8, .shuffle = true, .seed = 5});
  const std::vector<double> whole = epoch_numbers(loader, 0);
  std::vector<double> rest;
  for (const Batch& batch : loader.epoch(0, 4))
    for (double number : numbers_in(batch)) rest.push_back(number);
  EXPECT_EQ(rest, std::vector<double>(whole.begin() + 32, whole.end()));
  int none = 0;
  for (const Batch& batch : loader.epoch(0, 7)) none += static_cast<int>(batch.size());
  EXPECT_EQ(none, 0);
  EXPECT_THROW(loader.epoch(0, 8), gradus::Error);
}

TEST(Data, PrefetchingChangesNothing) {
  const ImageDataset images = counting_images(100);
  for (int prefetch : {1, 3, 50}) {
    const DataLoader plain(images, {.batch_size = 7, .shuffle = true, .seed = 5});
    const DataLoader ahead(images,
                           {.batch_size = 7, .shuffle = true, .seed = 5, .prefetch = prefetch});
    EXPECT_EQ(epoch_numbers(plain, 1), epoch_numbers(ahead, 1));
    for (const Batch& batch : ahead.epoch(1))  // leaving early stops the thread
      if (batch.size() == 7) break;
  }
  struct Broken : gradus::data::Dataset {
    Index size() const override { return 10; }
    Batch batch(std::span<const Index> samples) const override {
      if (samples[0] > 3) gradus::fail("broken at ", samples[0]);
      return {gradus::zeros({static_cast<Index>(samples.size())}), gradus::zeros({1})};
    }
  } broken;
  const DataLoader loader(broken, {.batch_size = 2, .prefetch = 2});
  int seen = 0;
  try {
    for (const Batch& batch : loader.epoch(0)) seen += static_cast<int>(batch.size());
    ADD_FAILURE() << "what goes wrong in the thread must arrive here";
  } catch (const gradus::Error& error) {
    EXPECT_STREQ(error.what(), "broken at 4");
    EXPECT_EQ(seen, 4);
  }
}

TEST(Data, TrainingKnowsTheEpochAndMeasuringDoesNot) {
  struct ByEpoch : gradus::data::Dataset {
    Index size() const override { return 6; }
    Batch batch(std::span<const Index> samples) const override {
      return training_batch(samples, -1);
    }
    Batch training_batch(std::span<const Index> samples, std::int64_t epoch) const override {
      const gradus::Tensor numbers =
          gradus::full({static_cast<Index>(samples.size())}, static_cast<double>(epoch));
      return {numbers, numbers};
    }
  } numbers;
  const auto seen = [&](std::int64_t epoch, int prefetch, bool augment) {
    std::vector<double> result;
    for (const Batch& batch :
         DataLoader(numbers, {.batch_size = 4, .prefetch = prefetch, .augment = augment})
             .epoch(epoch))
      for (double number : batch.inputs.to_vector()) result.push_back(number);
    return result;
  };
  for (int prefetch : {0, 2}) {
    EXPECT_EQ(seen(7, prefetch, true), std::vector<double>(6, 7));
    EXPECT_EQ(seen(7, prefetch, false), std::vector<double>(6, -1));
  }
}

TEST(Data, AnyNumberOfThreadsGivesTheSameBits) {
  const ImageDataset images = counting_images(300, 28, 28);
  std::vector<Index> all(300);
  std::iota(all.begin(), all.end(), 0);
  const int before = gradus::num_threads();
  const std::vector<double> wanted = images.batch(all).inputs.to_vector();
  gradus::set_num_threads(3);
  EXPECT_EQ(images.batch(all).inputs.to_vector(), wanted);
  gradus::set_num_threads(before);
}

TEST(Data, PartsShareImagesAndNormalization) {
  const ImageDataset images = counting_images(20);
  const ImageDataset part = images.part(5, 12);
  EXPECT_EQ(part.size(), 7);
  EXPECT_EQ(part.classes(), 10);
  EXPECT_EQ(part.pixels(0).data(), images.pixels(5).data())
      << "a part shares memory with the whole";
  expect("the mean that part(5, 12) is normalised with", part.normalization().mean, 0.5)
      .if_equal(ImageDataset::measure(pixels_of(part)).mean,
                "this is the mean of the part's own pixels. A part is held back to test with: it "
                "must be treated as what the network learns from")
      .if_equal(0, "the part forgot its normalisation");
  expect("the label of image 3 of part(5, 12)", static_cast<double>(part.label(3)), 8)
      .if_equal(3, "the labels still begin with those of the whole data set");
  expect_all("the images of part(5, 12)", numbers_in(part.batch(std::vector<Index>{0, 6})),
             std::vector<double>{5, 11})
      .if_equal({0, 6}, "the images still begin with those of the whole data set");
  EXPECT_THROW(images.part(5, 5), gradus::Error);
  EXPECT_THROW(images.part(5, 21), gradus::Error);
}

TEST(Data, DataSetsThatAreWrong) {
  const auto message = [](const gradus::Shape& images, std::vector<std::uint8_t> labels) {
    try {
      const Index count = static_cast<Index>(labels.size());
      const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(gradus::numel(images)), 0);
      ImageDataset(Array::of(pixels, images), Array::of(labels, {count}), 10, {});
    } catch (const gradus::Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message({3, 2, 2}, {0, 1}), "images: there are 3 images, but 2 labels");
  EXPECT_EQ(message({2, 2, 2}, {0, 10}), "images: label 10 of image 1 is not from 0 to 9");
  EXPECT_EQ(message({0, 2, 2}, {}), "images: the data set is empty: [0, 2, 2]");
  EXPECT_EQ(message({4, 2}, {0, 1, 2, 3}),
            "images: expected [N, height, width] and labels [N], not [4, 2] and [4]");
  const ImageDataset images = counting_images(3);
  EXPECT_THROW(DataLoader(images, {.batch_size = 0}), gradus::Error);
  EXPECT_THROW(DataLoader(images, {.batch_size = 4, .drop_last = true}), gradus::Error);
}

TEST(Data, MeasuresItsPixels) {
  const auto [mean, stddev] =
      ImageDataset::measure(Array::of(std::vector<std::uint8_t>{0, 255, 255, 0}, {1, 2, 2}));
  expect("the mean of 0, 1, 1, 0", mean, 0.5);
  expect("their standard deviation", stddev, 0.5);
}
