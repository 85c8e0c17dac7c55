#pragma once

namespace gradus::cuda {

/// c[i] = a[i] + b[i], one thread an element. Pointers to `count` floats in device memory.
void vector_add(const float* a, const float* b, float* c, int count);

/// y[i] = alpha x[i] + y[i] by `blocks` blocks of `threads` threads, however large `count` is: each
/// thread does every (blocks * threads)-th element.
/// @param blocks at least 1
/// @param threads 1 to 1024
void axpy(float alpha, const float* x, float* y, int count, int blocks, int threads);

/// out[row, column] = in[row, column] + bias[column] for a matrix in row-major order, by blocks of
/// 16 x 16 threads.
/// @param rows of both matrices, at most 16 * 65535: a grid has no more blocks in y
/// @param columns of both, and the length of `bias`
void add_row(const float* in, const float* bias, float* out, int rows, int columns);

}  // namespace gradus::cuda
