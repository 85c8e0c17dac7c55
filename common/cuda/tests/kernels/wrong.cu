#include "wrong.cuh"

template <int Padding, bool Barrier>
__global__ void transpose(const float* in, float* out, int size) {
  __shared__ float tile[32][32 + Padding];
  const int x = blockIdx.x * 32 + threadIdx.x, y = blockIdx.y * 32;
  for (int i = threadIdx.y; i < 32; i += blockDim.y)
    tile[i][threadIdx.x] = in[(y + i) * size + x];  // mark: load
  if (Barrier) __syncthreads();
  for (int i = threadIdx.y; i < 32; i += blockDim.y)
    out[(blockIdx.x * 32 + i) * size + y + threadIdx.x] = tile[threadIdx.x][i];  // mark: store
}

void run_transpose(const float* in, float* out, int size, int padding, bool barrier) {
  const dim3 grid(size / 32, size / 32), block(32, 8);
  if (!barrier)
    transpose<1, false><<<grid, block>>>(in, out, size);
  else if (padding == 0)
    transpose<0, true><<<grid, block>>>(in, out, size);
  else
    transpose<1, true><<<grid, block>>>(in, out, size);
}

__global__ void matmul_without(const float* a, const float* b, float* c, int size, int which) {
  __shared__ float a_tile[8][8], b_tile[8][8];
  const int row = blockIdx.y * 8 + threadIdx.y, column = blockIdx.x * 8 + threadIdx.x;
  float sum = 0.0f;
  for (int k = 0; k < size; k += 8) {
    a_tile[threadIdx.y][threadIdx.x] = a[row * size + k + threadIdx.x];  // mark: fill a
    b_tile[threadIdx.y][threadIdx.x] = b[(k + threadIdx.y) * size + column];
    if (which != 1) __syncthreads();
    for (int i = 0; i < 8; ++i)
      sum += a_tile[threadIdx.y][i] * b_tile[i][threadIdx.x];  // mark: product
    if (which != 2) __syncthreads();
  }
  c[row * size + column] = sum;
}

void run_matmul_without_barrier(const float* a, const float* b, float* c, int size, int which) {
  matmul_without<<<dim3(size / 8, size / 8), dim3(8, 8)>>>(a, b, c, size, which);
}

__global__ void divergent(float* out) {
  if (threadIdx.x < 63) {
    __syncthreads();
    out[threadIdx.x] = 1.0f;
  } else {
    out[threadIdx.x] = 2.0f;
    __syncthreads();
  }
}

void run_divergent_barrier(float* out) { divergent<<<4, 64>>>(out); }

__global__ void early_return(float* out, int needed) {
  extern __shared__ float values[];
  const int i = threadIdx.x;
  if (i >= needed) return;
  values[i] = i;
  __syncthreads();
  out[i] = values[needed - 1 - i];
}

void run_early_return(float* out, int needed) {
  early_return<<<1, 64, needed * sizeof(float)>>>(out, needed);
}

__global__ void out_of_bounds(const float* in, float* out, int size) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) out[i] = in[i + 1];  // mark: next
}

void run_out_of_bounds(const float* in, float* out, int size) {
  out_of_bounds<<<(size + 31) / 32, 32>>>(in, out, size);
}

void run_on_the_cpu(const float* in, float* out) {
  out[0] = in[1];  // mark: on the CPU
}

__global__ void uninitialised(float* out) {
  __shared__ float values[64];
  if (threadIdx.x != 7) values[threadIdx.x] = 1.0f;
  __syncthreads();
  out[threadIdx.x] = values[63 - threadIdx.x];  // mark: read all
}

void run_uninitialised(float* out) { uninitialised<<<1, 64>>>(out); }

__global__ void behind_shared(float* out) {
  __shared__ float values[64];
  values[threadIdx.x] = 1.0f;
  __syncthreads();
  out[threadIdx.x] = values[threadIdx.x + 1];  // mark: behind
}

void run_behind_shared(float* out) { behind_shared<<<1, 64>>>(out); }

__global__ void column(float* out, int stride) {
  extern __shared__ float tile[];
  for (int row = 0; row < 11; ++row) tile[row * stride + threadIdx.x] = row;
  __syncthreads();
  out[threadIdx.x] = tile[threadIdx.x * stride];
}

void run_column(float* out, int stride) {
  column<<<1, 11, 11 * stride * sizeof(float)>>>(out, stride);
}

__global__ void sum_without_atomic(float* sum) {
  if (threadIdx.x == 0) sum[0] += 1.0f;
}

__global__ void sum_with_atomic(float* sum) { atomicAdd(sum, 1.0f); }

void run_sum_without_atomic(float* sum) { sum_without_atomic<<<4, 32>>>(sum); }
void run_sum_with_atomic(float* sum) { sum_with_atomic<<<4, 32>>>(sum); }

__global__ void half_warp(float* out) {
  float value = threadIdx.x;
  if (threadIdx.x < 16)
    value += __shfl_down_sync(0xffffffffu, value, 8);
  else
    __syncthreads();
  out[threadIdx.x] = value;
}

void run_half_warp(float* out) { half_warp<<<1, 32>>>(out); }

template <bool Sync>
__global__ void warp_exchange(float* out) {
  __shared__ float values[32];
  values[threadIdx.x] = threadIdx.x;
  if (Sync) __syncwarp();
  out[threadIdx.x] = values[31 - threadIdx.x];
}

void run_warp_exchange(float* out, bool sync) {
  if (sync)
    warp_exchange<true><<<1, 32>>>(out);
  else
    warp_exchange<false><<<1, 32>>>(out);
}
