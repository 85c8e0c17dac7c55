#pragma once
#include <cuda_runtime.h>

// What the threads of a warp and a block can do together, of n numbers on the device.

// *sum += all of them: by shuffles in a warp, shared memory in a block, an atomic addition between
// blocks.
void run_sum(const float* in, float* sum, int n, cudaStream_t stream = nullptr);
// How many are above 0, by ballots.
void run_count(const float* in, int* count, int n);
// In each warp of 32: out[0..31] = value from the lane above, below, across (xor 5), of lane 3.
void run_shuffles(const double* in, double* up, double* down, double* across, double* third);
// Groups of 8 lanes: the first lane's value.
void run_width(const int* in, int* out);
// counts[k] += how often k occurs, with `bins` numbers of dynamic shared memory.
void run_histogram(const int* in, int* counts, int n, int bins);
// For each block: whether all, any, and how many of its 96 threads have a number above 0.
void run_votes(const int* in, int* all, int* any, int* count, int blocks);
// out = scale * in, four at once; n a multiple of 4.
void run_scale4(const float* in, float* out, float scale, int n);
// A line of weights in constant memory: out[i] = sum of weights[k] * in[i + k].
void set_weights(const float* weights);
void run_filter(const float* in, float* out, int n);
// A kernel with so many bytes of dynamic shared memory that does nothing with them.
void run_with_shared(std::size_t bytes);
void allow_shared(int bytes);
// A kernel of this shape that does nothing.
void run_shape(dim3 grid, dim3 block);
// out[i] = atomicMax etc. of what all threads bring.
void run_atomics(int* out, int blocks, int threads);
