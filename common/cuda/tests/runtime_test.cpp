// What the emulated device does besides: it tells what went wrong and where, and shows a missing
// synchronisation.
#include <gmock/gmock.h>
#include <gradus/common/threads.h>
#include <gradus/cuda_on_cpu/launch.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "device_array.h"
#include "kernels/matmul.cuh"
#include "kernels/pipeline.cuh"
#include "kernels/reduce.cuh"
#include "kernels/wrong.cuh"

namespace gradus::cuda_on_cpu {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// What the device says of the work so far.
std::string what_happened() {
  const cudaError_t error = cudaDeviceSynchronize();
  const std::string text = cudaGetErrorString(error);
  cudaGetLastError();
  return text;
}

class Emulated : public Cuda {
 protected:
  void TearDown() override {
    Cuda::TearDown();
    set_mode(before_);
  }
  // ThreadSanitizer does not understand fibers.
  std::vector<Mode> modes() const {
    return before_ == Mode::kThreads ? std::vector{Mode::kThreads}
                                     : std::vector{Mode::kFibers, Mode::kThreads};
  }
  Mode before_ = mode();
};

TEST_F(Emulated, SaysThatItIs) {
  cudaDeviceProp properties;
  ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_STREQ(properties.name, "CUDA on the CPU");
  EXPECT_EQ(properties.warpSize, 32);
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 1), cudaErrorInvalidDevice);
  cudaGetLastError();
}

TEST_F(Emulated, DivergentBarrierStopsWithItsPlaces) {
  for (const Mode each : modes()) {
    set_mode(each);
    const DeviceArray<float> out(64);
    run_divergent_barrier(out);
    EXPECT_THAT(what_happened(),
                AllOf(HasSubstr("kernel divergent, block (0,0,0): 63 of 64 live threads at "
                                "__syncthreads (wrong.cu:"),
                      HasSubstr("1 at __syncthreads (wrong.cu:"), HasSubstr("thread (63,0,0)")));
    // The device works again.
    EXPECT_EQ(what_happened(), "no error");
  }
}

TEST_F(Emulated, ShuffleThatHalfOfTheWarpMissesStops) {
  for (const Mode each : modes()) {
    set_mode(each);
    const DeviceArray<float> out(32);
    run_half_warp(out);
    EXPECT_THAT(what_happened(),
                AllOf(HasSubstr("16 of 32 live threads at __shfl_down_sync (wrong.cu:"),
                      HasSubstr("with mask 0xffffffff, 16 at __syncthreads (wrong.cu:")));
  }
}

TEST_F(Emulated, ThreadsMayReturnBeforeABarrier) {
  for (const Mode each : modes()) {
    set_mode(each);
    const DeviceArray<float> out(64);
    run_early_return(out, 50);
    EXPECT_EQ(what_happened(), "no error");
    for (int i = 0; i < 50; ++i) ASSERT_EQ(out.values()[i], 49.0f - static_cast<float>(i));
  }
}

TEST_F(Emulated, ThreadsGiveWhatFibersGive) {
  std::vector<float> a(20 * 30), b(30 * 40);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 7) - 3.0f;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 5) - 2.0f;
  const DeviceArray<float> da(a), db(b), dc(20 * 40);
  run_matmul(da, db, dc, 20, 30, 40);
  const std::vector<float> fibers = dc.values();
  set_mode(Mode::kThreads);
  cudaMemset(dc, 0, 20 * 40 * sizeof(float));
  run_matmul(da, db, dc, 20, 30, 40);
  EXPECT_EQ(dc.values(), fibers);
  EXPECT_EQ(what_happened(), "no error");
}

TEST_F(Emulated, ResultsDoNotDependOnTheNumberOfProcessors) {
  const int before = num_threads();
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 5}) {
    set_num_threads(threads);
    const DeviceArray<float> a(std::vector<float>(64 * 64, 0.1f)), c(64 * 64);
    run_matmul(a, a, c, 64, 64, 64);
    results.push_back(c.values());
  }
  set_num_threads(before);
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST_F(Emulated, NewMemoryIsNotANumber) {
  for (const float x : DeviceArray<float>(10).values()) EXPECT_TRUE(std::isnan(x));
}

// As with a GPU; where the environment asks for it, since it costs a little.
TEST_F(Emulated, TheHostIsKeptOutOfDeviceMemory) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  ::setenv("GRADUS_CUDA_GUARD", "1", 1);
#if !defined(__SANITIZE_ADDRESS__)
  const auto touch = [] {
    const DeviceArray<float> memory(std::vector<float>(100, 1.0f));
    run_early_return(memory, 50);
    cudaDeviceSynchronize();
    if (memory.values()[0] != 49.0f) return;  // kernels and copies may
    static_cast<volatile float*>(memory)[0] = 2.0f;
    std::_Exit(0);
  };
  EXPECT_DEATH(touch(), "the CPU itself reads or writes the GPU's memory");
#endif
}

TEST_F(Emulated, CopiesThatNobodyWaitedForAreNotThere) {
  const DeviceArray<float> in(std::vector<float>(3 * 256, 1.0f));
  for (const Missing missing : {Missing::kWait, Missing::kLastWait, Missing::kCommit}) {
    const DeviceArray<float> out(3 * 256);
    run_reverse_tiles(in, out, 3, missing);
    const std::string text = what_happened();
    // The traced build stops it before.
    if (text == "no error")
      EXPECT_TRUE(std::isnan(out.values().back()));
    else
      EXPECT_THAT(text, HasSubstr("a copy is under way"));
  }
}

TEST_F(Emulated, CopiesThatNoGpuCanDo) {
  const DeviceArray<char> in(std::vector<char>(64, 1)), out(64);
  const auto text_of = [&](int bytes, int from, int to) {
    run_copy(in, out, bytes, from, to);
    return what_happened();
  };
  EXPECT_EQ(text_of(16, 16, 0), "no error");
  EXPECT_THAT(text_of(12, 0, 0),
              AllOf(HasSubstr("thread (0,0,0) calls __pipeline_memcpy_async (pipeline.cu:"),
                    HasSubstr("): 12 bytes; 4, 8 or 16 are possible")));
  EXPECT_THAT(text_of(16, 4, 0),
              HasSubstr("the source stands 4 bytes behind a multiple of 16; it has to be aligned"));
  EXPECT_THAT(text_of(8, 0, 12),
              HasSubstr("the destination stands 4 bytes behind a multiple of 8"));
  EXPECT_THAT(text_of(4, 0, -1), HasSubstr("the destination is not in shared memory"));
}

TEST_F(Emulated, ErrorsTellTheNumbers) {
  run_shape(1, dim3(32, 33));
  EXPECT_THAT(cudaGetErrorString(cudaPeekAtLastError()),
              HasSubstr("invalid configuration argument: kernel nothing: a block of (32,33,1) = "
                        "1056 threads; 1024 is the most"));
  cudaGetLastError();
  const DeviceArray<float> memory(10);
  std::vector<float> host(20);
  EXPECT_EQ(cudaMemcpy(memory, host.data(), 80, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_THAT(cudaGetErrorString(cudaGetLastError()),
              HasSubstr("80 bytes from byte 0 on, but the destination has 40 bytes"));
  EXPECT_EQ(cudaFree(host.data()), cudaErrorInvalidValue);
  cudaGetLastError();
}

TEST_F(Emulated, WorkInAStreamWaitsUntilSomebodyWaitsForIt) {
  cudaStream_t stream;
  cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  const DeviceArray<float> x(std::vector<float>(100, 1.0f)), sum(std::vector<float>{0.0f});
  float* pinned = nullptr;
  cudaMallocHost(&pinned, sizeof(float));
  *pinned = -1.0f;
  run_sum(x, sum, 100, stream);
  cudaMemcpyAsync(pinned, sum, sizeof(float), cudaMemcpyDeviceToHost, stream);
  EXPECT_EQ(*pinned, -1.0f) << "nobody has waited for the stream yet";
  EXPECT_EQ(cudaStreamQuery(stream), cudaErrorNotReady);
  cudaStreamSynchronize(stream);
  EXPECT_EQ(*pinned, 100.0f);
  EXPECT_EQ(cudaStreamQuery(stream), cudaSuccess);
  cudaFreeHost(pinned);
  cudaStreamDestroy(stream);
  run_sum(x, sum, 100, stream);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidResourceHandle);
}

TEST_F(Emulated, AWaitIsForTheRecordingBeforeIt) {
  cudaStream_t one, other;
  cudaStreamCreateWithFlags(&one, cudaStreamNonBlocking);
  cudaStreamCreateWithFlags(&other, cudaStreamNonBlocking);
  cudaEvent_t event;
  cudaEventCreate(&event);
  const DeviceArray<float> x(std::vector<float>(100, 1.0f)), sum(std::vector<float>{0.0f});
  float* pinned = nullptr;
  cudaMallocHost(&pinned, sizeof(float));
  run_sum(x, sum, 100, one);
  cudaEventRecord(event, one);
  cudaStreamWaitEvent(other, event, 0);
  cudaMemcpyAsync(pinned, sum, sizeof(float), cudaMemcpyDeviceToHost, other);
  run_sum(x, sum, 100, one);
  cudaEventRecord(event, one);
  cudaStreamSynchronize(other);
  EXPECT_EQ(*pinned, 100.0f) << "the event was recorded again, the wait is for the first time";
  EXPECT_EQ(cudaEventQuery(event), cudaErrorNotReady);
  cudaEventDestroy(event);
  cudaFreeHost(pinned);
  cudaStreamDestroy(one);
  cudaStreamDestroy(other);
}

TEST_F(Emulated, FaultsInAStreamAreToldByWhoWaits) {
  cudaStream_t stream;
  cudaStreamCreate(&stream);
  const DeviceArray<float> out(64);
  run_divergent_barrier(out);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(cudaGetLastError(), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  cudaStreamDestroy(stream);
}

}  // namespace
}  // namespace gradus::cuda_on_cpu
