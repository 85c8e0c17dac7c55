#pragma once

namespace gradus::cuda {

/// The columns that a row may have at most: 48 KB of shared memory are what every GPU gives a block
/// that asks for no more than usual, and some of it is needed for other things.
inline constexpr int kMostColumns = 12000;

/// What stands between the halves of a transformer's blocks, in one kernel: what the half before
/// has found is added to what went around it, and every row of the sum is normalised.
///
///     s[r, c] = x[r, c] + residual[r, c]
///     out[r, c] = gain[c] (s[r, c] - mean) / sqrt(variance + epsilon) + bias[c]
///
/// with the mean of row r of s, and its variance, the mean of the squared distances from the mean.
/// The numbers may lie far from 0. All pointers are to device memory, none overlap; the work goes
/// into the current stream.
///
/// It shall read `x` and `residual` once, `gain` and `bias` at most once a row, write `out` once,
/// and touch no other device memory. Any number of rows; two runs give the same bits.
/// @param x,residual,out matrices of `rows` by `columns`, row by row
/// @param gain,bias `columns` numbers each
/// @param rows how many, 0 too
/// @param columns 1 to kMostColumns
/// @param epsilon above 0, so that a row of equal numbers is normalised to 0
void residual_norm(const float* x, const float* residual, const float* gain, const float* bias,
                   float* out, int rows, int columns, float epsilon = 1e-5f);

}  // namespace gradus::cuda
