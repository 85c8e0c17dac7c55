#pragma once

namespace gradus::cuda {

/// Kernels for ops::matmul on the GPU, float32 and float64, each faster than the one before:
/// those of register_matmul_tiles(), then "registers" (a thread computes 8 x 8 outputs),
/// "vectorised" (loads of 16 bytes, warps with tiles of their own) and "async" (copies to shared
/// memory while the threads multiply; the default). And ops::linear, whose bias is added where a
/// result leaves the registers.
void register_matmul();

/// Makes "async" products, and convolutions, use one size of tiles: 0 is the largest, -1 lets the
/// sizes of the matrices decide. For tests and benchmarks, which want to see each.
/// @param which the size; of sizes that there are not, the smallest
/// @return what was used before
int use_tiles(int which);

}  // namespace gradus::cuda
