#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to the steps of chapter 03's optimizers and to its clipping of gradients,
/// for float32 and float64. What an optimizer does to the parameters of a group is one launch for
/// each 48 of them, whatever their sizes. Calling it again changes nothing.
void register_optimizers();

}  // namespace gradus::cuda
