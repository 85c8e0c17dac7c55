#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/vector_tile.h>

#include <array>
#include <cstring>
#include <utility>

namespace gradus {

// The most pixels a tile has. More would fit into the vector registers, but each pixel's address
// needs a register too, and there are 16 of those.
inline constexpr int kPixels = kRows < 8 ? kRows : 8;

// The numbers under one window: rows x columns runs, each of so many numbers next to one another.
struct Window {
  Index rows = 0, columns = 0, run = 0;
  Index row = 0, column = 0;  // from run to run, in numbers
};

// Where a tile's results go.
template <class T>
struct TileOutput {
  T* data;
  Index pixel, channel;  // strides
  Index channels;        // how many of the tile's exist
};

// PIXELS neighbouring outputs by VECTORS vectors of filters, kept in registers while their windows
// are read: every step loads VECTORS vectors of weights and one number of each pixel's window.
template <class T, int PIXELS, int VECTORS>
void window_tile(const T* images, Index pixel, const Window& window, const T* weights,
                 const T* bias, const TileOutput<T>& out) {
  using Vector = typename Tile<T>::Vector;
  constexpr Index kWidth = Tile<T>::kWidth;
  Vector total[PIXELS][VECTORS];
  for (int v = 0; v < VECTORS; ++v)
    for (int p = 0; p < PIXELS; ++p)
      total[p][v] = *reinterpret_cast<const Vector*>(bias + v * kWidth);
  for (Index row = 0; row < window.rows; ++row) {
    for (Index column = 0; column < window.columns; ++column) {
      const T* from = images + row * window.row + column * window.column;
      for (Index i = 0; i < window.run; ++i) {
        // exercise: fast-convolution/tile
        //| One step of the innermost loop, for one number under the window. `from` points at it for output 0; that of
        //| output p lies p * pixel further. `weights` points at VECTORS vectors, of kWidth weights each: those of
        //| VECTORS * kWidth filters for this number. A pointer to Vector reads one. Every output adds to each of its
        //| VECTORS totals; number times vector multiplies all of its elements. Then both pointers move on.
        Vector weight[VECTORS];
        for (int v = 0; v < VECTORS; ++v)
          weight[v] = *reinterpret_cast<const Vector*>(weights + v * kWidth);
        for (int p = 0; p < PIXELS; ++p)
          for (int v = 0; v < VECTORS; ++v) total[p][v] += from[p * pixel] * weight[v];
        ++from;
        weights += VECTORS * kWidth;
        // end exercise
      }
    }
  }
  const bool whole = out.channels == VECTORS * kWidth && out.channel == 1;
  for (int p = 0; p < PIXELS; ++p) {
    T* to = out.data + p * out.pixel;
    if (whole) {
      for (int v = 0; v < VECTORS; ++v)
        *reinterpret_cast<typename Tile<T>::Loose*>(to + v * kWidth) = total[p][v];
    } else {
      T line[VECTORS * kWidth];
      for (int v = 0; v < VECTORS; ++v)
        std::memcpy(line + v * kWidth, &total[p][v], sizeof(Vector));
      for (Index j = 0; j < out.channels; ++j) to[j * out.channel] = line[j];
    }
  }
}

// The tiles for 1, 2, ... kPixels pixels.
template <class T>
using WindowTile = void (*)(const T*, Index, const Window&, const T*, const T*,
                            const TileOutput<T>&);
template <class T, int VECTORS, int... I>
constexpr std::array<WindowTile<T>, kPixels> window_tiles(std::integer_sequence<int, I...>) {
  return {window_tile<T, I + 1, VECTORS>...};
}
template <class T, int VECTORS>
inline constexpr auto kWindowTiles =
    window_tiles<T, VECTORS>(std::make_integer_sequence<int, kPixels>());

}  // namespace gradus
