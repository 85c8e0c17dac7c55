#pragma once
#include <gradus/tensor_autograd/array.h>

#include <cstdint>

namespace gradus::cuda {

/// A stack of matrices to be copied, of which the input has its columns in one piece and the output
/// its rows: element (b, r, c) lies at b * in_batch + r + c * in_column in the input, and at
/// b * out_batch + r * out_row + c in the output.
struct Transpose {
  Index batch = 1;              ///< how many matrices
  Index rows = 0, columns = 0;  ///< the size of each
  Index in_batch = 0;           ///< from a matrix of the input to the next
  Index in_column = 0;          ///< from a column to the next
  Index out_batch = 0;          ///< from a matrix of the output to the next
  Index out_row = 0;            ///< from a row to the next
};

/// Says whether a copy from `in` to `out` (equal shapes, sizes that are not 0) is such a copy, and
/// which: after a permute() it mostly is.
/// @param transpose gets the sizes
bool is_transpose(const Array& in, const Array& out, Transpose& transpose);

/// How to copy.
enum class TransposeBy {
  kElements,  ///< one thread an element, straight from input to output
  kTiles,     ///< by way of tiles in shared memory
};

/// Copies in device memory, in the current stream. T is float, double, std::int64_t, std::uint8_t
/// or bool.
/// @param in the first element of the input
/// @param out the first element of the output
/// @param sizes of both, and how they lie
/// @param how the variant
template <class T>
void transpose(const T* in, T* out, const Transpose& sizes, TransposeBy how = TransposeBy::kTiles);

}  // namespace gradus::cuda
