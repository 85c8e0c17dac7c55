#pragma once
#include <cuda_runtime.h>

// Kernels that are wrong, each in one way, beside the right one. `size` is that of a square matrix,
// or of a vector.

// out = in transposed, by tiles of 32 x 32; `padding` columns are added to a tile.
void run_transpose(const float* in, float* out, int size, int padding, bool barrier = true);
// The product of two matrices of size x size; without its first or second barrier.
void run_matmul_without_barrier(const float* a, const float* b, float* c, int size, int which);
// Half of the threads wait at one barrier, half at another.
void run_divergent_barrier(float* out);
// Threads that are not needed return before the barrier: allowed.
void run_early_return(float* out, int needed);
// Reads one element too many.
void run_out_of_bounds(const float* in, float* out, int size);
// Reads and writes device memory in a function that is no kernel.
void run_on_the_cpu(const float* in, float* out);
// Reads an element of shared memory that nobody has written.
void run_uninitialised(float* out);
// Reads one element behind a shared array.
void run_behind_shared(float* out);
// 11 lanes read a column of an 11 x 11 tile in shared memory, whose rows are `stride` floats apart.
void run_column(float* out, int stride);
// All blocks add to one number without atomicAdd.
void run_sum_without_atomic(float* sum);
void run_sum_with_atomic(float* sum);
// The warp's lower half shuffles, the upper half waits at a barrier.
void run_half_warp(float* out);
// Lanes exchange through shared memory, with or without __syncwarp.
void run_warp_exchange(float* out, bool sync);
