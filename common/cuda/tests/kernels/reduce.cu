#include "reduce.cuh"

namespace {

constexpr unsigned kAll = 0xffffffffu;
__constant__ float weights[3];

template <class T>
__device__ T warp_sum(T value) {
  for (int offset = warpSize / 2; offset > 0; offset /= 2)
    value += __shfl_down_sync(kAll, value, offset);
  return value;
}

__global__ void sum_all(const float* in, float* sum, int n) {
  __shared__ float partial[32];
  float own = 0.0f;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    own += in[i];
  own = warp_sum(own);
  const int warp = threadIdx.x / warpSize, lane = threadIdx.x % warpSize;
  if (lane == 0) partial[warp] = own;
  __syncthreads();
  if (warp != 0) return;
  own = warp_sum(lane < blockDim.x / warpSize ? partial[lane] : 0.0f);
  if (lane == 0) atomicAdd(sum, own);
}

__global__ void count_positive(const float* in, int* count, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned votes = __ballot_sync(kAll, i < n && in[i] > 0.0f);
  if (threadIdx.x % warpSize == 0) atomicAdd(count, __popc(votes));
}

__global__ void shuffles(const double* in, double* up, double* down, double* across,
                         double* third) {
  const int i = threadIdx.x;
  const double value = in[i];
  up[i] = __shfl_up_sync(kAll, value, 1);
  down[i] = __shfl_down_sync(kAll, value, 1);
  across[i] = __shfl_xor_sync(kAll, value, 5);
  third[i] = __shfl_sync(kAll, value, 3);
}

__global__ void width_of_8(const int* in, int* out) {
  out[threadIdx.x] = __shfl_sync(kAll, in[threadIdx.x], 0, 8);
}

__global__ void histogram(const int* in, int* counts, int n, int bins) {
  extern __shared__ int own[];
  for (int k = threadIdx.x; k < bins; k += blockDim.x) own[k] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    atomicAdd(&own[in[i]], 1);
  __syncthreads();
  for (int k = threadIdx.x; k < bins; k += blockDim.x) atomicAdd(&counts[k], own[k]);
}

__global__ void votes(const int* in, int* all, int* any, int* count) {
  const int mine = in[blockIdx.x * blockDim.x + threadIdx.x] > 0;
  const int everybody = __syncthreads_and(mine);
  const int somebody = __syncthreads_or(mine);
  const int number = __syncthreads_count(mine);
  if (threadIdx.x != 0) return;
  all[blockIdx.x] = everybody != 0;
  any[blockIdx.x] = somebody != 0;
  count[blockIdx.x] = number;
}

__global__ void scale4(const float4* in, float4* out, float scale, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float4 v = in[i];
  v.x *= scale;
  v.y *= scale;
  v.z *= scale;
  v.w *= scale;
  out[i] = v;
}

__global__ void filter(const float* in, float* out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float sum = 0.0f;
  for (int k = 0; k < 3; ++k) sum += weights[k] * in[i + k];
  out[i] = sum;
}

__global__ void nothing() {}

__global__ void atomics(int* out) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  atomicMax(&out[0], i);
  atomicMin(&out[1], -i);
  atomicOr(&out[2], 1 << (i % 8));
  atomicSub(&out[3], 1);
  atomicCAS(&out[4], 0, 7);
  atomicInc(reinterpret_cast<unsigned*>(&out[5]), 2);
}

}  // namespace

void run_sum(const float* in, float* sum, int n, cudaStream_t stream) {
  sum_all<<<4, 128, 0, stream>>>(in, sum, n);
}
void run_count(const float* in, int* count, int n) {
  count_positive<<<(n + 63) / 64, 64>>>(in, count, n);
}
void run_shuffles(const double* in, double* up, double* down, double* across, double* third) {
  shuffles<<<1, 32>>>(in, up, down, across, third);
}
void run_width(const int* in, int* out) { width_of_8<<<1, 32>>>(in, out); }
void run_histogram(const int* in, int* counts, int n, int bins) {
  histogram<<<3, 64, bins * sizeof(int)>>>(in, counts, n, bins);
}
void run_votes(const int* in, int* all, int* any, int* count, int blocks) {
  votes<<<blocks, 96>>>(in, all, any, count);
}
void run_scale4(const float* in, float* out, float scale, int n) {
  scale4<<<(n / 4 + 63) / 64, 64>>>(reinterpret_cast<const float4*>(in),
                                    reinterpret_cast<float4*>(out), scale, n / 4);
}
void set_weights(const float* values) { cudaMemcpyToSymbol(weights, values, 3 * sizeof(float)); }
void run_filter(const float* in, float* out, int n) { filter<<<(n + 63) / 64, 64>>>(in, out, n); }
void run_with_shared(std::size_t bytes) { nothing<<<1, 1, bytes>>>(); }
void allow_shared(int bytes) {
  cudaFuncSetAttribute(nothing, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
}
void run_shape(dim3 grid, dim3 block) { nothing<<<grid, block>>>(); }
void run_atomics(int* out, int blocks, int threads) { atomics<<<blocks, threads>>>(out); }
