// Right kernels give right results, however they are built: for the CPU, traced, by nvcc.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "device_array.h"
#include "kernels/add.cuh"
#include "kernels/matmul.cuh"
#include "kernels/pipeline.cuh"
#include "kernels/reduce.cuh"

namespace gradus::cuda_on_cpu {
namespace {

std::vector<float> numbers(int count, int step) {
  std::vector<float> values(count);
  for (int i = 0; i < count; ++i) values[i] = static_cast<float>(i * step % 17 - 8);
  return values;
}

void expect_no_error() {
  const cudaError_t error = cudaDeviceSynchronize();
  EXPECT_EQ(error, cudaSuccess) << cudaGetErrorString(error);
}

TEST_F(Cuda, Add) {
  for (const int n : {1, 255, 256, 257, 3000}) {
    const std::vector<float> a = numbers(n, 3), b = numbers(n, 5);
    const DeviceArray<float> c(n);
    run_add(DeviceArray<float>(a), DeviceArray<float>(b), c, n);
    const std::vector<float> sums = c.values();
    for (int i = 0; i < n; ++i) ASSERT_EQ(sums[i], a[i] + b[i]) << i;
  }
  expect_no_error();
}

TEST_F(Cuda, TiledMatmul) {
  for (const auto& [rows, inner, columns] :
       {std::tuple{1, 1, 1}, {16, 16, 16}, {33, 47, 65}, {64, 32, 48}}) {
    const std::vector<float> a = numbers(rows * inner, 3), b = numbers(inner * columns, 5);
    const DeviceArray<float> c(rows * columns);
    run_matmul(DeviceArray<float>(a), DeviceArray<float>(b), c, rows, inner, columns);
    const std::vector<float> product = c.values();
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) {
        float sum = 0.0f;
        for (int k = 0; k < inner; ++k) sum += a[i * inner + k] * b[k * columns + j];
        ASSERT_EQ(product[i * columns + j], sum) << i << ' ' << j;
      }
  }
  expect_no_error();
}

TEST_F(Cuda, SumByShufflesSharedMemoryAndAtomics) {
  const std::vector<float> values = numbers(5000, 7);
  const DeviceArray<float> sum(std::vector<float>{0.0f});
  run_sum(DeviceArray<float>(values), sum, 5000);
  EXPECT_EQ(sum.values()[0], std::accumulate(values.begin(), values.end(), 0.0f));
  expect_no_error();
}

TEST_F(Cuda, BallotsCount) {
  const std::vector<float> values = numbers(1000, 7);
  const DeviceArray<int> count(std::vector<int>{0});
  run_count(DeviceArray<float>(values), count, 1000);
  EXPECT_EQ(count.values()[0],
            std::count_if(values.begin(), values.end(), [](float x) { return x > 0.0f; }));
  expect_no_error();
}

TEST_F(Cuda, Shuffles) {
  std::vector<double> in(32);
  for (int i = 0; i < 32; ++i) in[i] = i + 0.1;
  const DeviceArray<double> up(32), down(32), across(32), third(32);
  run_shuffles(DeviceArray<double>(in), up, down, across, third);
  for (int i = 0; i < 32; ++i) {
    EXPECT_EQ(up.values()[i], in[i == 0 ? 0 : i - 1]);
    EXPECT_EQ(down.values()[i], in[i == 31 ? 31 : i + 1]);
    EXPECT_EQ(across.values()[i], in[i ^ 5]);
    EXPECT_EQ(third.values()[i], in[3]);
  }
  std::vector<int> numbers(32);
  std::iota(numbers.begin(), numbers.end(), 100);
  const DeviceArray<int> out(32);
  run_width(DeviceArray<int>(numbers), out);
  for (int i = 0; i < 32; ++i) EXPECT_EQ(out.values()[i], 100 + i / 8 * 8);
  expect_no_error();
}

TEST_F(Cuda, HistogramInDynamicSharedMemory) {
  std::vector<int> in(1000), expected(10, 0);
  for (int i = 0; i < 1000; ++i) ++expected[in[i] = i * i % 10];
  const DeviceArray<int> counts(std::vector<int>(10, 0));
  run_histogram(DeviceArray<int>(in), counts, 1000, 10);
  EXPECT_EQ(counts.values(), expected);
  expect_no_error();
}

TEST_F(Cuda, VotesOfABlock) {
  std::vector<int> in(3 * 96, 1);
  in[96 + 50] = 0;
  std::fill(in.begin() + 2 * 96, in.end(), 0);
  const DeviceArray<int> all(3), any(3), count(3);
  run_votes(DeviceArray<int>(in), all, any, count, 3);
  EXPECT_EQ(all.values(), (std::vector{1, 0, 0}));
  EXPECT_EQ(any.values(), (std::vector{1, 1, 0}));
  EXPECT_EQ(count.values(), (std::vector{96, 95, 0}));
  expect_no_error();
}

TEST_F(Cuda, VectorsAndConstantMemory) {
  const std::vector<float> in = numbers(1002, 3);
  const DeviceArray<float> x(in), out(1000);
  run_scale4(x, out, 2.0f, 1000);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(out.values()[i], 2.0f * in[i]);
  const float weights[] = {1.0f, -2.0f, 3.0f};
  set_weights(weights);
  run_filter(x, out, 1000);
  const std::vector<float> filtered = out.values();
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(filtered[i], in[i] - 2.0f * in[i + 1] + 3.0f * in[i + 2]);
  expect_no_error();
}

TEST_F(Cuda, Atomics) {
  const DeviceArray<int> out(std::vector<int>(6, 0));
  run_atomics(out, 5, 40);
  EXPECT_EQ(out.values(), (std::vector{199, -199, 255, -200, 7, 200 % 3}));
  expect_no_error();
}

TEST_F(Cuda, CopiesWhileTheThreadsCompute) {
  for (const int tiles : {1, 2, 5}) {
    const std::vector<float> in = numbers(256 * tiles, 3);
    const DeviceArray<float> x(in), out(256 * tiles);
    run_reverse_tiles(x, out, tiles, Missing::kNothing);
    const std::vector<float> reversed = out.values();
    for (int i = 0; i < 256 * tiles; ++i)
      ASSERT_EQ(reversed[i], in[i / 256 * 256 + 255 - i % 256]) << i;
  }
  expect_no_error();
}

TEST_F(Cuda, CopiesOfEverySizeWithZerosBehind) {
  for (const int bytes : {4, 8, 16}) {
    for (int zeros = 0; zeros <= bytes; zeros += bytes / 4) {
      std::vector<unsigned char> in(32 * bytes), expected(32 * bytes);
      for (int i = 0; i < 32 * bytes; ++i) {
        in[i] = static_cast<unsigned char>(i % 251 + 1);
        expected[i] = i % bytes < bytes - zeros ? in[i] : 0;
      }
      const DeviceArray<unsigned char> x(in), out(32 * bytes);
      run_copies(x, out, bytes, zeros);
      EXPECT_EQ(out.values(), expected) << bytes << ' ' << zeros;
    }
  }
  expect_no_error();
}

TEST_F(Cuda, LaunchesThatNoGpuCanDoAreErrors) {
  const auto error_of = [](dim3 grid, dim3 block) {
    run_shape(grid, block);
    return cudaGetLastError();
  };
  EXPECT_EQ(error_of(1, 1024), cudaSuccess);
  EXPECT_EQ(error_of(0, 32), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, 1025), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, dim3(32, 33)), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(dim3(1, 65536), 32), cudaErrorInvalidConfiguration);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  run_with_shared(64 << 10);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  allow_shared(64 << 10);  // every GPU has so much
  run_with_shared(64 << 10);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  expect_no_error();
}

TEST_F(Cuda, CopiesAreChecked) {
  const DeviceArray<float> memory(10);
  std::vector<float> host(10);
#ifdef GRADUS_CUDA_ON_CPU  // a GPU's driver may find out by itself which of them is where
  EXPECT_EQ(cudaMemcpy(memory, host.data(), 40, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  cudaGetLastError();
#endif
  void* nothing = nullptr;
  EXPECT_EQ(cudaMalloc(&nothing, std::size_t{1} << 60), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
}

TEST_F(Cuda, StreamsAndEventsKeepTheOrder) {
  cudaStream_t first, second;
  cudaEvent_t begin, end;
  cudaStreamCreate(&first);
  cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking);
  cudaEventCreate(&begin);
  cudaEventCreate(&end);
  const std::vector<float> values = numbers(1000, 3);
  const DeviceArray<float> x(values), sum(std::vector<float>{0.0f}), copy(1);
  float *pinned = nullptr, milliseconds = -1.0f;
  cudaMallocHost(&pinned, sizeof(float));
  *pinned = -1.0f;
  cudaEventRecord(begin, first);
  run_sum(x, sum, 1000, first);
  cudaEventRecord(end, first);
  cudaStreamWaitEvent(second, end);
  cudaMemcpyAsync(pinned, sum, sizeof(float), cudaMemcpyDeviceToHost, second);
  EXPECT_EQ(cudaStreamSynchronize(second), cudaSuccess);
  EXPECT_EQ(*pinned, std::accumulate(values.begin(), values.end(), 0.0f));
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, begin, end), cudaSuccess);
  EXPECT_GE(milliseconds, 0.0f);
  cudaFreeHost(pinned);
  cudaEventDestroy(begin);
  cudaEventDestroy(end);
  cudaStreamDestroy(first);
  cudaStreamDestroy(second);
  expect_no_error();
}

}  // namespace
}  // namespace gradus::cuda_on_cpu
