#include <gradus/cnn/augmented.h>
#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/module.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/layers/tensor_dataset.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

using gradus::Index;
using gradus::RandomStream;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
namespace data = gradus::data;
using data::AffineMap;
using data::Augmented;
using data::ImageSize;
using data::SampleRandom;
using Pixels = std::vector<float>;

namespace {

constexpr float kUnwritten = 12345;

// 1, 2, 3, ...: every pixel can be told from every other one.
Pixels counting(const ImageSize& size) {
  Pixels pixels(static_cast<std::size_t>(size.numel()));
  std::iota(pixels.begin(), pixels.end(), 1.f);
  return pixels;
}

// What a function writes that turns one image into another.
template <class F>
Pixels changed(const Pixels& image, F f) {
  Pixels to(image.size(), kUnwritten);
  f(image.data(), to.data());
  return to;
}

Pixels shifted(const Pixels& image, const ImageSize& size, Index down, Index right,
               float fill = 0) {
  return changed(
      image, [&](const float* from, float* to) { data::shift(from, to, size, down, right, fill); });
}

Pixels warped(const Pixels& image, const ImageSize& size, const AffineMap& motion, float fill = 0) {
  return changed(image,
                 [&](const float* from, float* to) { data::warp(from, to, size, motion, fill); });
}

Pixels applied(const data::Transform& transform, const Pixels& image, const ImageSize& size,
               Index sample, std::uint64_t epoch = 0) {
  const RandomStream stream(1, "test", epoch);
  return changed(image, [&](const float* from, float* to) {
    transform.apply(from, to, size, SampleRandom(stream, sample));
  });
}

// The pixel that a test expects, written as to[y][x] = pixel(c, y, x).
template <class F>
std::vector<double> made(const ImageSize& size, F pixel) {
  std::vector<double> result;
  for (Index c = 0; c < size.channels; ++c)
    for (Index y = 0; y < size.height; ++y)
      for (Index x = 0; x < size.width; ++x) result.push_back(pixel(c, y, x));
  return result;
}

// Pixel (c, y, x) of counting(size), or `outside`.
double numbered(const ImageSize& size, Index c, Index y, Index x, double outside = 0) {
  if (y < 0 || y >= size.height || x < 0 || x >= size.width) return outside;
  return static_cast<double>((c * size.height + y) * size.width + x + 1);
}

std::vector<Index> range(Index count, Index first = 0) {
  std::vector<Index> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), first);
  return result;
}

// Images of which each is a copy of the same one; the target of image i is i.
data::TensorDataset same_images(Index count, const ImageSize& size) {
  std::vector<double> pixels, targets;
  for (Index i = 0; i < count; ++i) {
    for (float pixel : counting(size)) pixels.push_back(pixel);
    targets.push_back(static_cast<double>(i));
  }
  return {Tensor::of(pixels, {count, size.channels, size.height, size.width}, gradus::float32),
          Tensor::of(targets, {count}, gradus::int64)};
}

// The images of a batch, one by one.
std::vector<std::vector<double>> images_of(const data::Batch& batch) {
  std::vector<std::vector<double>> result;
  for (Index i = 0; i < batch.size(); ++i) result.push_back(select(batch.inputs, 0, i).to_vector());
  return result;
}

template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// sum over cells of (count - expected)^2 / expected: about as large as there are cells.
double chi_square(const std::map<Index, Index>& counts, Index cells, Index total) {
  const double wanted = static_cast<double>(total) / static_cast<double>(cells);
  double sum = (static_cast<double>(cells) - static_cast<double>(counts.size())) * wanted;
  for (const auto& [cell, count] : counts)
    sum += std::pow(static_cast<double>(count) - wanted, 2) / wanted;
  return sum;
}

}  // namespace

TEST(Augmentation, ShiftCopiesPixels) {
  for (const ImageSize size : {ImageSize{2, 4, 5}, ImageSize{1, 3, 3}, ImageSize{3, 2, 6}})
    for (Index down : {0, 1, -2, 9})
      for (Index right : {0, 2, -1, -9}) {
        const Pixels image = counting(size);
        const auto from = [&](Index dy, Index dx) {
          return made(size, [&](Index c, Index y, Index x) {
            return numbered(size, c, y - dy, x - dx, -7);
          });
        };
        const auto inside = [](Index i, Index count) { return std::clamp<Index>(i, 0, count - 1); };
        const auto around = [](Index i, Index count) { return ((i % count) + count) % count; };
        expect_all("an image of counting pixels, moved down by " + std::to_string(down) +
                       " and right by " + std::to_string(right) + ", filled with -7",
                   shifted(image, size, down, right, -7), from(down, right), 0)
            .if_equal(from(-down, -right),
                      "moved the other way: what stands at y now stood at y - down before")
            .if_equal(from(right, down), "rows and columns were swapped")
            .if_equal(made(size,
                           [&](Index c, Index y, Index x) {
                             return numbered(size, c, inside(y - down, size.height),
                                             inside(x - right, size.width));
                           }),
                      "the border's pixels were repeated; what comes from outside is `fill`")
            .if_equal(made(size,
                           [&](Index c, Index y, Index x) {
                             return numbered(size, c, around(y - down, size.height),
                                             around(x - right, size.width));
                           }),
                      "what leaves on one side came back on the other")
            .if_equal(
                made(size, [&](Index c, Index y,
                               Index x) { return numbered(size, c, y - down, x - right, 0); }),
                "the outside is 0 here; it must be `fill`");
      }
}

TEST(Augmentation, MirrorSwapsLeftAndRight) {
  for (const ImageSize size : {ImageSize{2, 3, 4}, ImageSize{1, 4, 5}, ImageSize{3, 2, 2}}) {
    const Pixels image = counting(size);
    const auto mirror = [&](const float* from, float* to) { data::mirror(from, to, size); };
    expect_all("an image of counting pixels in the mirror", changed(image, mirror),
               made(size, [&](Index c, Index y,
                              Index x) { return numbered(size, c, y, size.width - 1 - x); }),
               0)
        .if_equal(std::vector<double>(image.begin(), image.end()), "nothing was mirrored")
        .if_equal(made(size, [&](Index c, Index y,
                                 Index x) { return numbered(size, c, size.height - 1 - y, x); }),
                  "top and bottom were swapped: a digit would stand on its head")
        .if_equal(made(size,
                       [&](Index c, Index y, Index x) {
                         return numbered(size, c, size.height - 1 - y, size.width - 1 - x);
                       }),
                  "this is half a turn: all numbers of the channel came backwards, the rows too")
        .if_true(changed(image, mirror)[0] == kUnwritten ||
                     changed(image, mirror)[static_cast<std::size_t>(size.width - 1)] == kUnwritten,
                 "part of a row was not written");
    EXPECT_EQ(changed(changed(image, mirror), mirror), image) << "twice is as it was";
  }
}

TEST(Augmentation, WarpByWholePixelsAndQuarterTurnsIsExact) {
  for (const ImageSize size : {ImageSize{2, 5, 5}, ImageSize{1, 4, 4}}) {
    const Pixels image = counting(size);
    const Index last = size.height - 1;
    EXPECT_EQ(warped(image, size, {}), image) << "the motion that moves nothing";
    const auto left_turn =
        made(size, [&](Index c, Index y, Index x) { return numbered(size, c, x, last - y); });
    const auto right_turn =
        made(size, [&](Index c, Index y, Index x) { return numbered(size, c, last - x, y); });
    expect_all("an image of counting pixels, turned by 90 degrees counter-clockwise",
               warped(image, size, AffineMap::of(90)), left_turn, 0)
        .if_equal(right_turn,
                  "turned the other way. `motion` tells where a pixel of `from` goes; the pixel of "
                  "`to` comes from where `back` leads");
    expect_all("turned by -90 degrees", warped(image, size, AffineMap::of(-90)), right_turn, 0);
    expect_all("turned by 180 degrees", warped(image, size, AffineMap::of(180)),
               made(size, [&](Index c, Index y,
                              Index x) { return numbered(size, c, last - y, last - x); }),
               0)
        .if_equal(made(size, [&](Index c, Index y, Index x) { return numbered(size, c, -y, -x); }),
                  "turned about the corner, out of the image: p is measured from its middle");
    EXPECT_EQ(warped(image, size, AffineMap::of(450)), warped(image, size, AffineMap::of(90)));
    expect_all("moved down by 1 and to the left by 2",
               warped(image, size, AffineMap::of(0, 1, 0, 1, -2), -7),
               shifted(image, size, 1, -2, -7), 0)
        .if_equal(
            [&] {
              const Pixels wrong = shifted(image, size, -1, 2, -7);
              return std::vector<double>(wrong.begin(), wrong.end());
            }(),
            "moved the other way: a pixel of `to` comes from where `back` leads, not `motion`");
  }
}

TEST(Augmentation, WarpLeavesNoHoles) {
  const ImageSize size{1, 9, 9};
  const Pixels large = warped(counting(size), size, AffineMap::of(0, 2));
  const auto unwritten = std::ranges::count(large, kUnwritten);
  expect("pixels that a doubling of the image leaves unwritten", static_cast<double>(unwritten), 0)
      .if_true(
          unwritten > 0,
          "holes: a motion makes two pixels out of one. Ask of each pixel of `to` where it came "
          "from, not of each pixel of `from` where it goes");
}

TEST(Augmentation, WarpReadsBetweenPixels) {
  // A plane a + b y + c x is its own interpolation, wherever four pixels lie around.
  const ImageSize size{2, 8, 10};
  Pixels image;
  for (double pixel : made(size, [](Index c, Index y, Index x) {
         return 100 * static_cast<double>(c) + 3 * static_cast<double>(y) + static_cast<double>(x);
       }))
    image.push_back(static_cast<float>(pixel));
  const AffineMap motion = AffineMap::of(17, 1.5, 5, 0.3, -0.6), back = motion.inverse();
  std::vector<double> wanted, nearest;
  const std::vector<double> got = [&] {
    const Pixels all = warped(image, size, motion);
    std::vector<double> inner;
    for (Index c = 0; c < 2; ++c)
      for (Index y = 2; y < 6; ++y)
        for (Index x = 3; x < 7; ++x) {
          inner.push_back(all[static_cast<std::size_t>((c * 8 + y) * 10 + x)]);
          const auto p = back(static_cast<double>(y) - 3.5, static_cast<double>(x) - 4.5);
          const double channel = 100 * static_cast<double>(c);
          wanted.push_back(channel + 3 * (p.y + 3.5) + (p.x + 4.5));
          nearest.push_back(channel + 3 * std::round(p.y + 3.5) + std::round(p.x + 4.5));
        }
    return inner;
  }();
  expect_all("the middle of a slope 100 c + 3 y + x after a motion", got, wanted, 1e-5)
      .if_equal(nearest, "each pixel is the nearest one; between pixels ask bilinear()");
  // One step outside, half of the fill is mixed in.
  const ImageSize row{1, 1, 3};
  EXPECT_EQ(warped({2, 4, 6}, row, AffineMap::of(0, 1, 0, 0, 0.5), 10), (Pixels{6, 3, 5}));
  EXPECT_EQ(data::bilinear(image.data(), size, NAN, 0, -1), -1);
  EXPECT_EQ(data::bilinear(image.data(), size, 0, 1e300, -1), -1);
  EXPECT_EQ(data::bilinear(image.data(), size, -1.5, 0, -1), -1);
}

TEST(Augmentation, AffineMaps) {
  const AffineMap turn = AffineMap::of(90);
  const auto [y, x] = turn(0, 1);  // one pixel to the right of the middle goes up
  EXPECT_EQ(y, -1);
  EXPECT_EQ(x, 0);
  EXPECT_EQ(AffineMap::of(0, 2)(3, 5).y, 6);
  EXPECT_LT(AffineMap::of(0, 1, 45)(1, 0).x, 0) << "lines that lean to the right are left below";
  const AffineMap motion = AffineMap::of(33, 1.2, 12, 3, -4), back = motion.inverse();
  const auto there = motion(2, -5), again = back(there.y, there.x);
  EXPECT_NEAR(again.y, 2, 1e-12);
  EXPECT_NEAR(again.x, -5, 1e-12);
  EXPECT_EQ(error_of([] { AffineMap::of(0, 0).inverse(); }),
            "affine map: the matrix [[0, -0], [0, 0]] has no inverse");
}

TEST(Augmentation, CutOutIsClipped) {
  const ImageSize size{2, 5, 6};
  for (Index length : {0, 1, 2, 3, 9})
    for (Index row : {0, 2, 4})
      for (Index column : {0, 3, 5}) {
        const auto covered = [&](Index channels, Index top, Index left, Index rows, Index columns) {
          return made(size, [&](Index c, Index y, Index x) {
            const bool under =
                c < channels && y >= top && y < top + rows && x >= left && x < left + columns;
            return under ? 0 : numbered(size, c, y, x);
          });
        };
        const Index top = row - length / 2, left = column - length / 2;
        const Index kept_top = std::clamp<Index>(top, 0, std::max<Index>(0, 5 - length));
        const Index kept_left = std::clamp<Index>(left, 0, std::max<Index>(0, 6 - length));
        const std::vector<double> pushed = covered(2, kept_top, kept_left, length, length),
                                  moved = covered(2, std::max<Index>(top, 0),
                                                  std::max<Index>(left, 0), length, length);
        const bool telling = pushed != moved;
        Pixels image = counting(size);
        const auto is = [&](const std::vector<double>& other) {
          return std::ranges::equal(image, other);
        };
        data::cut_out(image.data(), size, row, column, length);
        expect_all("a square of " + std::to_string(length) + " around (" + std::to_string(row) +
                       ", " + std::to_string(column) + ") in an image of 5 x 6",
                   image, covered(2, top, left, length, length), 0)
            .if_true(telling && is(pushed),
                     "the square was pushed into the image; what sticks out is cut off")
            .if_true(telling && is(moved),
                     "cut off above and on the left, the square has fewer rows and columns left: "
                     "its end does not move")
            .if_equal(covered(2, top, left, length + 1, length + 1),
                      "one row and column too many: the square ends before top + length")
            .if_equal(made(size,
                           [&](Index c, Index y, Index x) {
                             const Index dy = ((y - top) % 5 + 5) % 5,
                                         dx = ((x - left) % 6 + 6) % 6;
                             return dy < length && dx < length ? 0 : numbered(size, c, y, x);
                           }),
                      "what stuck out came in on the other side");
      }
}

TEST(Augmentation, CropsAreUniform) {
  const ImageSize size{1, 9, 9};
  const Pixels image = counting(size);
  constexpr Index kPadding = 3, kSamples = 4900, kCells = (2 * kPadding + 1) * (2 * kPadding + 1);
  std::map<Pixels, std::pair<Index, Index>> windows;
  for (Index down = -2 * kPadding; down <= 2 * kPadding; ++down)
    for (Index right = -2 * kPadding; right <= 2 * kPadding; ++right)
      windows[shifted(image, size, down, right)] = {down, right};
  const data::RandomCrop crop(kPadding);
  std::map<Index, Index> rows, columns, both;
  Index unknown = 0;
  for (Index sample = 0; sample < kSamples; ++sample) {
    const auto found = windows.find(applied(crop, image, size, sample));
    if (found == windows.end()) {
      ++unknown;
      continue;
    }
    const auto [down, right] = found->second;
    ++rows[down];
    ++columns[right];
    ++both[down * 100 + right];
  }
  EXPECT_EQ(unknown, 0) << "a crop must be a copy of a window of the padded image";
  const auto seen = [](const std::map<Index, Index>& counts) {
    std::vector<double> values;
    for (const auto& [value, count] : counts) values.push_back(static_cast<double>(value));
    return values;
  };
  for (const auto& [name, counts] : {std::pair("down", rows), std::pair("to the right", columns)}) {
    expect_all(std::string("how far crops with a padding of 3 are moved ") + name, seen(counts),
               std::vector<double>{-3, -2, -1, 0, 1, 2, 3})
        .if_equal({-3, -2, -1, 0, 1, 2},
                  "one is missing: there are 2 padding + 1 places for the window")
        .if_equal({0, 1, 2, 3, 4, 5, 6},
                  "the window begins 0 to 2 padding inside the padded image; without any shift it "
                  "begins at `padding`")
        .if_equal({0}, "nothing was moved");
    EXPECT_LT(chi_square(counts, 2 * kPadding + 1, kSamples), 30)  // 6 degrees: 1 in 25,000
        << "all places must be equally likely";
  }
  expect("how many of the 49 windows are seen", static_cast<double>(both.size()), kCells)
      .if_equal(7, "both directions are moved by the same number; they need one each");
  EXPECT_LT(chi_square(both, kCells, kSamples), 100);  // 48 degrees: 1 in 80,000
}

TEST(Augmentation, FlipsAsOftenAsAsked) {
  const ImageSize size{1, 2, 3};
  const Pixels image = counting(size);
  for (double probability : {0.0, 0.3, 1.0}) {
    const data::RandomHorizontalFlip flip(probability);
    Index flipped = 0;
    for (Index sample = 0; sample < 10000; ++sample)
      flipped += applied(flip, image, size, sample) != image;
    const double spread = std::sqrt(10000 * probability * (1 - probability));
    EXPECT_NEAR(static_cast<double>(flipped), 10000 * probability, 4 * spread);
  }
}

TEST(Augmentation, CutoutMeetsEveryPlaceEquallyOften) {
  const ImageSize size{2, 4, 5};
  const Pixels image = counting(size);
  const data::Cutout one(1, -3);
  std::map<Index, Index> places;
  for (Index sample = 0; sample < 4000; ++sample) {
    const Pixels cut = applied(one, image, size, sample);
    Index place = -1, hidden = 0;
    for (std::size_t i = 0; i < cut.size(); ++i)
      if (cut[i] == -3) {
        place = static_cast<Index>(i) % 20;
        ++hidden;
      }
    EXPECT_EQ(hidden, 2) << "one pixel of each of two channels";
    ++places[place];
  }
  EXPECT_LT(chi_square(places, 20, 4000), 50);  // 19 degrees: 1 in 8,000
}

TEST(Augmentation, AffineDrawsFromItsRanges) {
  // The centre of a bright dot tells how far the image was moved.
  const ImageSize size{1, 41, 41};
  Pixels middle(41 * 41, 0.f);
  middle[20 * 41 + 20] = 1;
  const auto centre = [&](const Pixels& image) {
    double sum = 0, y = 0, x = 0;
    for (Index i = 0; i < 41 * 41; ++i) {
      const double pixel = image[static_cast<std::size_t>(i)];
      sum += pixel;
      y += pixel * static_cast<double>(i / 41 - 20);
      x += pixel * static_cast<double>(i % 41 - 20);
    }
    return std::pair(y / sum, x / sum);
  };
  double low = 100, high = -100, sum = 0, products = 0;
  constexpr int kSamples = 500;
  for (Index sample = 0; sample < kSamples; ++sample) {
    const auto [y, x] =
        centre(applied(data::RandomAffine({.translate = 0.25}), middle, size, sample));
    low = std::min({low, y, x});
    high = std::max({high, y, x});
    sum += y;
    products += x * y;
  }
  EXPECT_GT(low, -10.26);
  EXPECT_LT(low, -9.5);
  EXPECT_LT(high, 10.26);
  EXPECT_GT(high, 9.5);
  EXPECT_NEAR(sum / kSamples, 0, 1.2);     // 4.5 deviations of a mean of 500
  EXPECT_NEAR(products / kSamples, 0, 7);  // both directions are drawn for themselves
  const Pixels image = counting(size);
  EXPECT_EQ(applied(data::RandomAffine({}), image, size, 3), image);
  const Pixels turned = applied(data::RandomAffine({.degrees = 30}), image, size, 3);
  EXPECT_NE(turned, image);
  EXPECT_EQ(turned[20 * 41 + 20], image[20 * 41 + 20]) << "the middle stays";
}

TEST(Augmentation, NormalizesByTheTrainingSet) {
  const ImageSize size{2, 2, 2};
  const data::TensorDataset set = same_images(3, size);
  const data::ChannelStatistics statistics = data::channel_statistics(set);
  expect_all("the means of 1, 2, 3, 4 and of 5, 6, 7, 8", statistics.mean,
             std::vector<double>{2.5, 6.5});
  expect_all("their deviations", statistics.stddev,
             std::vector<double>{std::sqrt(1.25), std::sqrt(1.25)});
  const Augmented normal(set, 1, data::Normalize({{1, 2}, {4, 0.5}}));
  const std::vector<double> wanted = {0, 0.25, 0.5, 0.75, 6, 8, 10, 12};
  expect_all("(pixel - mean) / stddev, in training",
             images_of(normal.training_batch(range(1), 0))[0], wanted);
  expect_all("(pixel - mean) / stddev, in measuring", images_of(normal.batch(range(1)))[0], wanted);
  const data::ImageDataset digits = data::synthetic_digits(300, 1);
  const data::ChannelStatistics grey = data::channel_statistics(digits.with({}));
  EXPECT_NEAR(grey.mean[0], digits.normalization().mean, 1e-6);
  EXPECT_NEAR(grey.stddev[0], digits.normalization().stddev, 1e-6);
}

TEST(Augmentation, WhatASampleGetsDependsOnNothingElse) {
  const ImageSize size{1, 12, 12};
  const data::TensorDataset set = same_images(64, size);
  const Augmented train(set, 5, data::RandomCrop(5), data::RandomHorizontalFlip());
  const auto all = images_of(train.training_batch(range(64), 2));
  const auto again = images_of(train.training_batch(range(64), 2));
  expect(
      "samples of epoch 2 that differ when they are asked for twice",
      [&] {
        double different = 0;
        for (std::size_t i = 0; i < 64; ++i) different += all[i] != again[i];
        return different;
      }(),
      0)
      .if_true(all != again,
               "the numbers depend on how often somebody asked; they must be a function of seed, "
               "epoch and sample");
  if (all != again) return;
  const std::vector<Index> some = {63, 7, 7, 0};
  const auto few = images_of(train.training_batch(some, 2));
  double different = 0, as_by_row = 0;
  for (std::size_t i = 0; i < some.size(); ++i) {
    different += few[i] != all[static_cast<std::size_t>(some[i])];
    as_by_row += few[i] == all[i];
  }
  expect("samples 63, 7, 7, 0 that look otherwise than in a batch of all 64", different, 0)
      .if_true(as_by_row == 4,
               "what an image gets depends on its place in the batch, so on batch size and order; "
               "which sample is it?");
  std::map<std::vector<double>, int> kinds;
  for (const auto& image : all) ++kinds[image];
  expect("whether 64 equal images look different", kinds.size() > 40, 1)
      .if_true(kinds.size() == 1, "every image of the batch is changed in the same way");
  const auto next = images_of(train.training_batch(range(64), 3));
  Index same = 0;
  for (std::size_t i = 0; i < 64; ++i) same += all[i] == next[i];
  expect("whether samples look different in epochs 2 and 3", same < 10, 1)
      .if_true(same == 64,
               "each sample looks the same in every epoch: nothing is gained by the second one");
  const Augmented other(set, 6, data::RandomCrop(5), data::RandomHorizontalFlip());
  expect("whether another seed gives other images",
         images_of(other.training_batch(range(64), 2)) != all, 1)
      .if_equal(0, "the seed is not used");
}

TEST(Augmentation, TransformsDrawApart) {
  const ImageSize size{1, 2, 3};
  const data::TensorDataset set = same_images(1000, size);
  const Augmented twice(set, 5, data::RandomHorizontalFlip(), data::RandomHorizontalFlip());
  const auto image = counting(size);
  const std::vector<double> plain(image.begin(), image.end());
  double flipped = 0;
  for (const auto& seen : images_of(twice.training_batch(range(1000), 0))) flipped += seen != plain;
  expect("whether about half of 1000 images are mirrored by two flips of probability 1/2",
         flipped > 430 && flipped < 570, 1)
      .if_true(flipped == 0,
               "the second flip always undoes the first: each transform needs a stream of its own");
}

TEST(Augmentation, ThreadsBatchesAndPrefetchingChangeNothing) {
  const data::ImageDataset digits = data::synthetic_digits(500, 3);
  const Augmented train(digits, 9, data::RandomAffine({.degrees = 15, .shear = 10}),
                        data::RandomCrop(2), data::RandomHorizontalFlip(), data::Cutout(6));
  const auto seen = [&](const data::LoaderOptions& options, int threads) {
    const int before = gradus::num_threads();
    gradus::set_num_threads(threads);
    const data::DataLoader loader(train, options);
    const std::vector<Index> order = loader.order(4);
    std::vector<std::vector<double>> images(500);
    std::vector<double> labels(500);
    std::size_t at = 0;
    for (const data::Batch& batch : loader.epoch(4)) {
      const std::vector<double> targets = batch.targets.to_vector();
      const auto pixels = images_of(batch);
      for (std::size_t i = 0; i < pixels.size(); ++i, ++at) {
        images[static_cast<std::size_t>(order[at])] = pixels[i];
        labels[static_cast<std::size_t>(order[at])] = targets[i];
      }
    }
    gradus::set_num_threads(before);
    return std::pair(images, labels);
  };
  const auto wanted = seen({.batch_size = 500}, 1);
  for (Index i = 0; i < 500; ++i)
    EXPECT_EQ(wanted.second[static_cast<std::size_t>(i)], static_cast<double>(digits.label(i)));
  EXPECT_TRUE(seen({.batch_size = 500}, 3) == wanted) << "with three threads";
  EXPECT_TRUE(seen({.batch_size = 7}, 2) == wanted) << "in batches of 7";
  EXPECT_TRUE(seen({.batch_size = 64, .shuffle = true, .seed = 8}, 2) == wanted) << "shuffled";
  EXPECT_TRUE(seen({.batch_size = 32, .shuffle = true, .seed = 2, .prefetch = 3}, 2) == wanted)
      << "prefetched";
  const data::DataLoader loader(train, {.batch_size = 50});
  const auto whole = images_of(loader.epoch(4).at(7));
  for (const data::Batch& batch : loader.epoch(4, 7)) {
    EXPECT_EQ(images_of(batch), whole) << "an epoch that begins in the middle";
    break;
  }
}

TEST(Augmentation, MeasuringSeesTheImagesAsTheyAre) {
  struct Looks : gradus::nn::Module {
    std::vector<double> seen;
    Tensor forward(const Tensor& images) override {
      const std::vector<double> pixels = images.to_vector();
      seen.insert(seen.end(), pixels.begin(), pixels.end());
      return gradus::zeros({images.size(0), 10});
    }
  } model;
  const data::ImageDataset digits = data::synthetic_digits(20, 3);
  const Augmented train(digits, 9, data::RandomCrop(4), data::Cutout(8),
                        data::Normalize({{0.5}, {2}}));
  evaluate(model, train, 8);
  std::vector<double> wanted;
  for (double pixel : digits.batch(range(20)).inputs.to_vector())
    wanted.push_back((pixel - 0.5) / 2);
  expect_all("what a network is measured with: normalised, not augmented", model.seen, wanted, 1e-6)
      .if_true(model.seen == train.training_batch(range(20), 0).inputs.to_vector(),
               "images to measure with are changed at random; only training wants that");
  EXPECT_NE(train.training_batch(range(20), 0).inputs.to_vector(),
            train.batch(range(20)).inputs.to_vector());
}

TEST(Augmentation, LeavesTheDataSetAsItIs) {
  const data::TensorDataset set = same_images(4, {3, 5, 5});
  const std::vector<double> before = set.batch(range(4)).inputs.to_vector();
  const Augmented train(set, 5, data::Cutout(5), data::RandomCrop(1));
  const data::Batch batch = train.training_batch(range(4), 0);
  EXPECT_EQ(batch.inputs.shape(), (Shape{4, 3, 5, 5}));
  EXPECT_TRUE(batch.inputs.dtype() == gradus::float32);
  EXPECT_EQ(set.batch(range(4)).inputs.to_vector(), before);
  EXPECT_EQ(train.size(), 4);
  EXPECT_EQ(Augmented(set, 5).training_batch(range(4), 0).inputs.to_vector(), before)
      << "without transforms";
  // Channels that lie next to one another are read by their strides.
  const Tensor pixels = set.batch(range(4)).inputs;
  const Tensor last = contiguous(permute(pixels, {0, 2, 3, 1}));
  const data::TensorDataset other(permute(last, {0, 3, 1, 2}), set.batch(range(4)).targets);
  EXPECT_EQ(Augmented(other, 5, data::RandomCrop(1)).training_batch(range(4), 1).inputs.to_vector(),
            Augmented(set, 5, data::RandomCrop(1)).training_batch(range(4), 1).inputs.to_vector());
}

TEST(Augmentation, WhatIsWrongIsNamed) {
  EXPECT_EQ(error_of([] { data::RandomCrop(-1); }),
            "RandomCrop: the padding must not be negative, as -1 is");
  EXPECT_EQ(error_of([] { data::RandomHorizontalFlip(1.5); }),
            "RandomHorizontalFlip: the probability must be from 0 to 1, not 1.5");
  EXPECT_EQ(error_of([] { data::Cutout(-2); }),
            "Cutout: the length must not be negative, as -2 is");
  EXPECT_EQ(error_of([] { data::RandomAffine({.degrees = -1}); }),
            "RandomAffine: degrees, translate and shear must not be negative, and shear below 90: "
            "-1, 0, 0");
  EXPECT_EQ(error_of([] { data::RandomAffine({.min_scale = 2}); }),
            "RandomAffine: scales must be 0 < min_scale <= max_scale, not 2 and 1");
  EXPECT_EQ(error_of([] {
              data::Normalize({{1, 2}, {1}});
            }),
            "Normalize: there are 2 means and 1 deviations; each channel needs one of each");
  EXPECT_EQ(error_of([] {
              data::Normalize({{1}, {0}});
            }),
            "Normalize: the deviation of channel 0 is 0");
  const data::TensorDataset set = same_images(2, {2, 3, 3});
  EXPECT_EQ(error_of([&] {
              Augmented(set, 1, data::Normalize({{0}, {1}})).batch(range(2));
            }),
            "Normalize: the images have 2 channels, the statistics 1");
  EXPECT_EQ(error_of([&] { Augmented(set, 1).training_batch(range(2), -1); }),
            "augmentation: epochs count from 0; there is no epoch -1");
  const data::TensorDataset flat(gradus::zeros({3, 4}), gradus::zeros({3}));
  EXPECT_EQ(error_of([&] { Augmented(flat, 1, data::RandomCrop(1)).training_batch(range(1), 0); }),
            "augmentation: images must be float32 [N, C, H, W] on the CPU, not float32 [1, 4]");
}
