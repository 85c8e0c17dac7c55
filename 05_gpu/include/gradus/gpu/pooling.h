#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to chapter 04's poolings and their gradients, for float32 and float64, in
/// either order of memory. Every sum has its order, that of the CPU. Calling it again changes
/// nothing.
void register_pooling();

}  // namespace gradus::cuda
