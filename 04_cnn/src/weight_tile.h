#pragma once
#include <gradus/tensor_autograd/vector_tile.h>

#include <array>
#include <utility>

namespace gradus {

// Some rows of numbers: `pixel` from one to the next, `row` from row to row.
template <class T>
struct Grid {
  const T* data;
  Index row, pixel;
};

// NUMBERS neighbouring numbers of the window by VECTORS vectors of filters: their products, summed
// over the pixels of some rows in registers, are added to `sums`.
template <class T, int NUMBERS, int VECTORS>
void weight_tile(const Grid<T>& images, const Grid<T>& upstream, Index rows, Index columns,
                 T* sums) {
  using Vector = typename Tile<T>::Vector;
  constexpr Index kWidth = Tile<T>::kWidth;
  Vector total[NUMBERS][VECTORS] = {};
  for (Index row = 0; row < rows; ++row) {
    const T *from = images.data + row * images.row, *g = upstream.data + row * upstream.row;
    for (Index column = 0; column < columns; ++column) {
      Vector right[VECTORS];
      for (int v = 0; v < VECTORS; ++v)
        right[v] = *reinterpret_cast<const typename Tile<T>::Loose*>(g + v * kWidth);
      for (int i = 0; i < NUMBERS; ++i)
        for (int v = 0; v < VECTORS; ++v) total[i][v] += from[i] * right[v];
      from += images.pixel;
      g += upstream.pixel;
    }
  }
  for (int i = 0; i < NUMBERS; ++i)
    for (int v = 0; v < VECTORS; ++v)
      *reinterpret_cast<Vector*>(sums + (i * VECTORS + v) * kWidth) += total[i][v];
}

// The tiles for 1, 2, ... kRows numbers.
template <class T>
using WeightTile = void (*)(const Grid<T>&, const Grid<T>&, Index, Index, T*);
template <class T, int VECTORS, int... I>
constexpr std::array<WeightTile<T>, kRows> weight_tiles(std::integer_sequence<int, I...>) {
  return {weight_tile<T, I + 1, VECTORS>...};
}
template <class T, int VECTORS>
inline constexpr auto kWeightTiles =
    weight_tiles<T, VECTORS>(std::make_integer_sequence<int, kRows>());

}  // namespace gradus
