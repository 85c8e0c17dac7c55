#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to normalize (chapter 03) and to batch_norm_rows, batch_norm_again,
/// affine_rows and batch_norm_rows_backward (chapter 04), in float32 and float64. Sums are taken in
/// an order that depends on the shape alone: two runs give the same bits. Calling it again changes
/// nothing.
void register_normalisation();

}  // namespace gradus::cuda
