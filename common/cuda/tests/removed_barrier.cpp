// A program that removed_barrier.py runs under ThreadSanitizer: which barrier of the matmul is
// missing is its argument; 0 for none.
#include <cstdio>
#include <cstdlib>

#include "kernels/wrong.cuh"

int main(int, char** arguments) {
  float *a = nullptr, *c = nullptr;
  constexpr int kSize = 16;
  cudaMalloc(&a, kSize * kSize * sizeof(float));
  cudaMalloc(&c, kSize * kSize * sizeof(float));
  cudaMemset(a, 0, kSize * kSize * sizeof(float));
  run_matmul_without_barrier(a, a, c, kSize, std::atoi(arguments[1]));
  std::printf("%s\n", cudaGetErrorString(cudaDeviceSynchronize()));
  cudaFree(a);
  cudaFree(c);
}
