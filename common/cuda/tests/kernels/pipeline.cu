#include "pipeline.cuh"

#include <cuda_pipeline.h>

template <Missing M>
__global__ void reverse_tiles(const float* in, float* out, int tiles) {
  __shared__ float tile[2][256];
  const int i = threadIdx.x;
  const auto copy = [&](int t) {
    __pipeline_memcpy_async(&tile[t % 2][4 * i], &in[256 * t + 4 * i], 16);  // mark: copy
    if (M != Missing::kCommit) __pipeline_commit();
  };
  copy(0);
  for (int t = 0; t < tiles; ++t) {
    const bool more = t + 1 < tiles;
    if (more) copy(t + 1);
    if (M != Missing::kWait) {
      if (more || M == Missing::kLastWait)
        __pipeline_wait_prior(1);
      else
        __pipeline_wait_prior(0);
    }
    if (M != Missing::kBarrier) __syncthreads();
    for (int k = 0; k < 4; ++k)
      out[256 * t + 64 * k + i] = tile[t % 2][255 - 64 * k - i];  // mark: use
    if (M != Missing::kReuseBarrier) __syncthreads();
  }
}

void run_reverse_tiles(const float* in, float* out, int tiles, Missing missing) {
  switch (missing) {
    case Missing::kNothing:
      return reverse_tiles<Missing::kNothing><<<1, 64>>>(in, out, tiles);
    case Missing::kWait:
      return reverse_tiles<Missing::kWait><<<1, 64>>>(in, out, tiles);
    case Missing::kBarrier:
      return reverse_tiles<Missing::kBarrier><<<1, 64>>>(in, out, tiles);
    case Missing::kLastWait:
      return reverse_tiles<Missing::kLastWait><<<1, 64>>>(in, out, tiles);
    case Missing::kCommit:
      return reverse_tiles<Missing::kCommit><<<1, 64>>>(in, out, tiles);
    case Missing::kReuseBarrier:
      return reverse_tiles<Missing::kReuseBarrier><<<1, 64>>>(in, out, tiles);
  }
}

template <class T>
__global__ void copies(const T* in, T* out, int zeros) {
  __shared__ T values[32];
  const int i = threadIdx.x;
  __pipeline_memcpy_async(&values[i], &in[i], sizeof(T), zeros);
  __pipeline_commit();
  __pipeline_wait_prior(0);
  out[i] = values[i];
}

void run_copies(const void* in, void* out, int bytes, int zeros) {
  if (bytes == 4)
    copies<<<1, 32>>>(static_cast<const float*>(in), static_cast<float*>(out), zeros);
  else if (bytes == 8)
    copies<<<1, 32>>>(static_cast<const float2*>(in), static_cast<float2*>(out), zeros);
  else
    copies<<<1, 32>>>(static_cast<const float4*>(in), static_cast<float4*>(out), zeros);
}

__global__ void copy(const char* in, char* out, int bytes, int from, int to) {
  __shared__ alignas(16) char values[64];
  __pipeline_memcpy_async(to < 0 ? out : values + to, in + from, bytes);  // mark: one copy
  __pipeline_commit();
  __pipeline_wait_prior(0);
  out[0] = values[0];
}

void run_copy(const char* in, char* out, int bytes, int from, int to) {
  copy<<<1, 1>>>(in, out, bytes, from, to);
}
