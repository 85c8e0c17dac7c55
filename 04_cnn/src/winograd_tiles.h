#pragma once
#include "correlation.h"

#include <gradus/cnn/winograd.h>

namespace gradus {

// A tile is made of 16 numbers for each channel: number k belongs to row k / 4 and column k % 4 of
// 4 x 4 pixels, weights or products, transformed along both axes. Those of up to kColumns channels,
// a block, lie next to one another; then those of the next k; then the next block.
inline constexpr Index kNumbers = 16;

template <class V, std::size_t N>
using Square = std::array<std::array<V, N>, N>;

// Transforms all rows of N x N numbers read(y, x), then all columns of what came out.
template <std::size_t N, class Read, class Transform>
auto along_both_axes(const Read& read, const Transform& transform) {
  using V = decltype(read(0, 0));
  constexpr std::size_t kOut = decltype(transform(std::array<V, N>())){}.size();
  V rows[N][kOut];
  for (std::size_t y = 0; y < N; ++y) {
    std::array<V, N> row;
    for (std::size_t x = 0; x < N; ++x) row[x] = read(y, x);
    const std::array<V, kOut> transformed = transform(row);
    for (std::size_t x = 0; x < kOut; ++x) rows[y][x] = transformed[x];
  }
  Square<V, kOut> out;
  for (std::size_t x = 0; x < kOut; ++x) {
    std::array<V, N> column;
    for (std::size_t y = 0; y < N; ++y) column[y] = rows[y][x];
    const std::array<V, kOut> transformed = transform(column);
    for (std::size_t y = 0; y < kOut; ++y) out[y][x] = transformed[y];
  }
  return out;
}

// How the outputs of a correlation are cut into tiles of 2 x 2, image after image, row after row.
struct WinogradTiles {
  Index rows, columns, count;

  template <class T>
  explicit WinogradTiles(const Correlation<T>& c)
      : rows((c.to_size[0] + 1) / 2),
        columns((c.to_size[1] + 1) / 2),
        count(c.batch * rows * columns) {}

  // Calls body(i, image, row, column) for tiles begin, begin + 1, ... end - 1, i counting from 0:
  // where the tile's first output lies.
  template <class Body>
  void for_each(Index begin, Index end, const Body& body) const {
    Index n = begin / (rows * columns), row = begin / columns % rows, column = begin % columns;
    for (Index i = 0; i < end - begin; ++i) {
      body(i, n, 2 * row, 2 * column);
      if (++column < columns) continue;
      column = 0;
      if (++row < rows) continue;
      row = 0;
      ++n;
    }
  }
};

// One image: its channels next to one another, its pixels and rows so far apart.
template <class T>
struct Pixels {
  const T* data;
  Index row, pixel, size[2], channels;
};

// Image n that a correlation reads.
template <class T>
Pixels<T> pixels_of(const Correlation<T>& c, Index n) {
  return {c.from + n * c.from_strides[0],
          c.from_strides[2],
          c.from_strides[3],
          {c.from_size[0], c.from_size[1]},
          c.channels};
}

// The numbers of a tile from a square of N x N pixels, whose first one is (top, left); outside of
// the image there are zeros.
template <std::size_t N, class T, class Transform>
void transform_square(const Pixels<T>& image, Index top, Index left, const Transform& transform,
                      T* numbers) {
  using Vector = typename Tile<T>::Vector;
  const auto write = [&](const auto& pixel) {
    for (Index c = 0; c < image.channels; c += Tile<T>::kWidth) {
      const Square<Vector, 4> out = along_both_axes<N>(
          [&](std::size_t y, std::size_t x) {
            return pixel(static_cast<Index>(y), static_cast<Index>(x), c);
          },
          transform);
      const Index block = c / Tile<T>::kColumns, width = block_width<T>(image.channels, block);
      T* to = numbers + block * kNumbers * Tile<T>::kColumns + c % Tile<T>::kColumns;
      for (std::size_t k = 0; k < kNumbers; ++k, to += width)
        *reinterpret_cast<Vector*>(to) = out[k / 4][k % 4];
    }
  };
  const T* first = image.data + top * image.row + left * image.pixel;
  const auto read = [first, row = image.row, column = image.pixel](Index y, Index x, Index c) {
    return Vector(
        *reinterpret_cast<const typename Tile<T>::Loose*>(first + y * row + x * column + c));
  };
  const Index end[2] = {top + static_cast<Index>(N), left + static_cast<Index>(N)};
  if (top >= 0 && left >= 0 && end[0] <= image.size[0] && end[1] <= image.size[1])
    write(read);
  else
    write([&](Index y, Index x, Index c) {
      const bool inside =
          top + y >= 0 && top + y < image.size[0] && left + x >= 0 && left + x < image.size[1];
      return inside ? read(y, x, c) : Vector{};
    });
}

// Whether a correlation can be computed that way.
template <class T>
bool winograd_fits(const Correlation<T>& c);

}  // namespace gradus
