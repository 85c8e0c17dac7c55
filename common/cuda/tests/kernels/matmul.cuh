#pragma once
#include <cuda_runtime.h>

// c[rows, columns] = a[rows, inner] b[inner, columns], row by row on the device.
void run_matmul(const float* a, const float* b, float* c, int rows, int inner, int columns,
                cudaStream_t stream = nullptr);
