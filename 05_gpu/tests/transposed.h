#pragma once
// Transposes on the CPU, for comparison.
#include <gradus/gpu/transpose.h>

#include <vector>

namespace gradus::testing {

/// Of a stack of matrices whose columns lie in one piece, one after the other.
inline cuda::Transpose sizes_of(Index batch, Index rows, Index columns) {
  return {batch, rows, columns, rows * columns, rows, rows * columns, columns};
}

/// What transpose() should make.
template <class T>
std::vector<T> transposed(const std::vector<T>& in, const cuda::Transpose& t) {
  std::vector<T> out(in.size());
  for (Index b = 0; b < t.batch; ++b)
    for (Index r = 0; r < t.rows; ++r)
      for (Index c = 0; c < t.columns; ++c)
        out[static_cast<std::size_t>(b * t.out_batch + r * t.out_row + c)] =
            in[static_cast<std::size_t>(b * t.in_batch + r + c * t.in_column)];
  return out;
}

}  // namespace gradus::testing
