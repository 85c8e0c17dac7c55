#pragma once

namespace gradus::cuda {

/// Kernels for ops::matmul on the GPU, float32 and float64: "shared" (tiles in shared memory, the
/// default as long as no faster ones are there), "coalesced" (a thread an output, neighbours in a
/// row), "naive" (a thread an output, neighbours in a column).
void register_matmul_tiles();

}  // namespace gradus::cuda
