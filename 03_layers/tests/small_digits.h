#pragma once
// Small images of digits, quickly drawn: what a test in a slow build can learn from.
#include <gradus/common/random.h>
#include <gradus/layers/dataset.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace gradus::testing {

/// `count` digits in print, 5 x 7 pixels, anywhere in an image of `height` x `width`, with noise.
/// Half of them are white on black, and half black on white, so that no pixel says anything by
/// itself. Sorted: the zeros first, the nines last.
inline data::ImageDataset small_digits(Index count, std::uint64_t seed, Index height = 8,
                                       Index width = 6) {
  constexpr Index kClasses = 10;
  static constexpr std::array<std::string_view, 10> kPrint = {
      ".###.#...##...##...##...##...#.###.", "..#...##....#....#....#....#...###.",
      ".###.#...#....#...#...#...#...#####", "####.....#....#.###.....#....#####.",
      "...#...##..#.#.#..#.#####...#....#.", "######....####.....#....##...#.###.",
      ".###.#....#....####.#...##...#.###.", "#####....#...#...#...#....#....#...",
      ".###.#...##...#.###.#...##...#.###.", ".###.#...##...#.####....#....#.###."};
  constexpr Index kPrintWidth = 5, kPrintHeight = 7;
  const RandomStream random(seed, "small digits");
  std::uint64_t next = 0;
  std::vector<double> pixels, labels;
  for (Index i = 0; i < count; ++i) {
    const Index digit = i * kClasses / count;
    labels.push_back(static_cast<double>(digit));
    const Index right = static_cast<Index>(random.below(next++, width - kPrintWidth + 1)),
                down = static_cast<Index>(random.below(next++, height - kPrintHeight + 1));
    const bool black_on_white = random.below(next++, 2) == 1;
    for (Index y = 0; y < height; ++y)
      for (Index x = 0; x < width; ++x) {
        const Index px = x - right, py = y - down;
        const bool ink = px >= 0 && px < kPrintWidth && py >= 0 && py < kPrintHeight &&
                         kPrint[static_cast<std::size_t>(digit)]
                               [static_cast<std::size_t>(py * kPrintWidth + px)] == '#';
        constexpr double kMost = 255, kNoise = 90;
        const double distance = kNoise * random.uniform64(next++);
        pixels.push_back(ink != black_on_white ? kMost - distance : distance);
      }
  }
  const auto bytes = [](const std::vector<double>& values, const Shape& shape) {
    const Array array = Array::empty(shape, uint8);
    std::transform(values.begin(), values.end(), array.data<std::uint8_t>(),
                   [](double value) { return static_cast<std::uint8_t>(value); });
    return array;
  };
  const Array images = bytes(pixels, {count, height, width});
  return {images, bytes(labels, {count}), kClasses, data::ImageDataset::measure(images)};
}

}  // namespace gradus::testing
