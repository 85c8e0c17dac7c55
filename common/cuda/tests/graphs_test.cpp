// Captures, graphs, what they forbid; memory and the device as CUDA has them.
#include <gtest/gtest.h>

#include <vector>

#include "device_array.h"
#include "kernels/add.cuh"
#include "kernels/reduce.cuh"

namespace gradus::cuda_on_cpu {
namespace {

class Graphs : public Cuda {
 protected:
  void SetUp() override {
    Cuda::SetUp();
    cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking);
    cudaStreamCreateWithFlags(&other_, cudaStreamNonBlocking);
  }
  void TearDown() override {
    cudaStreamDestroy(stream_);
    cudaStreamDestroy(other_);
    Cuda::TearDown();
  }
  cudaError_t begin(cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal) {
    return cudaStreamBeginCapture(stream_, mode);
  }
  cudaStreamCaptureStatus status() const {
    cudaStreamCaptureStatus status;
    EXPECT_EQ(cudaStreamIsCapturing(stream_, &status), cudaSuccess);
    return status;
  }
  // Ends a capture that was made void.
  void expect_invalidated() {
    EXPECT_EQ(status(), cudaStreamCaptureStatusInvalidated);
    cudaGraph_t graph;
    EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaErrorStreamCaptureInvalidated);
    EXPECT_EQ(graph, nullptr);
    EXPECT_EQ(status(), cudaStreamCaptureStatusNone);
    cudaGetLastError();
  }
  cudaStream_t stream_ = nullptr, other_ = nullptr;
};

TEST_F(Graphs, DoWhatTheStreamWasGivenAtEachLaunch) {
  const DeviceArray<float> x(std::vector<float>(100, 1.0f)), sum(std::vector<float>{0.0f});
  ASSERT_EQ(begin(), cudaSuccess);
  EXPECT_EQ(status(), cudaStreamCaptureStatusActive);
  cudaMemsetAsync(sum, 0, sizeof(float), stream_);
  run_sum(x, sum, 100, stream_);
  run_sum(x, sum, 100, stream_);
  cudaGraph_t graph;
  ASSERT_EQ(cudaStreamEndCapture(stream_, &graph), cudaSuccess);
  EXPECT_EQ(status(), cudaStreamCaptureStatusNone);
  std::size_t nodes = 0;
  EXPECT_EQ(cudaGraphGetNodes(graph, nullptr, &nodes), cudaSuccess);
  EXPECT_EQ(nodes, 3);
  cudaGraphExec_t exec;
  ASSERT_EQ(cudaGraphInstantiate(&exec, graph, 0), cudaSuccess);
  cudaGraphDestroy(graph);
  EXPECT_EQ(sum.values()[0], 0.0f) << "captured, not done";
  for (int i = 1; i <= 3; ++i) {
    const std::vector<float> ones(100, static_cast<float>(i));
    cudaMemcpy(x, ones.data(), 100 * sizeof(float), cudaMemcpyHostToDevice);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);  // stream_ does not wait for the default one
    EXPECT_EQ(cudaGraphLaunch(exec, stream_), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
    EXPECT_EQ(sum.values()[0], 200.0f * static_cast<float>(i));
  }
  EXPECT_EQ(cudaGraphExecDestroy(exec), cudaSuccess);
}

TEST_F(Graphs, AnEventTakesAnotherStreamIn) {
  const DeviceArray<float> x(std::vector<float>(100, 1.0f)), y(100), z(100);
  cudaEvent_t fork, join;
  cudaEventCreateWithFlags(&fork, cudaEventDisableTiming);
  cudaEventCreateWithFlags(&join, cudaEventDisableTiming);
  for (const bool joined : {true, false}) {
    ASSERT_EQ(begin(), cudaSuccess);
    cudaMemcpyAsync(y, x, 400, cudaMemcpyDeviceToDevice, stream_);
    EXPECT_EQ(cudaEventRecord(fork, stream_), cudaSuccess);
    EXPECT_EQ(cudaStreamWaitEvent(other_, fork, 0), cudaSuccess);
    cudaMemcpyAsync(z, y, 400, cudaMemcpyDeviceToDevice, other_);
    EXPECT_EQ(cudaEventRecord(join, other_), cudaSuccess);
#ifdef GRADUS_CUDA_ON_CPU  // which may void a GPU's capture
    EXPECT_EQ(cudaEventQuery(join), cudaErrorCapturedEvent);
#endif
    if (joined) {
      EXPECT_EQ(cudaStreamWaitEvent(stream_, join, 0), cudaSuccess);
    }
    cudaGraph_t graph;
    EXPECT_EQ(cudaStreamEndCapture(stream_, &graph),
              joined ? cudaSuccess : cudaErrorStreamCaptureUnjoined);
    cudaGetLastError();
    if (!joined) continue;
    cudaGraphExec_t exec;
    cudaGraphInstantiate(&exec, graph, 0);
    cudaGraphLaunch(exec, stream_);
    cudaStreamSynchronize(stream_);
    EXPECT_EQ(z.values(), x.values());
    cudaGraphExecDestroy(exec);
    cudaGraphDestroy(graph);
  }
  cudaEventDestroy(fork);
  cudaEventDestroy(join);
}

TEST_F(Graphs, WaitingVoidsACapture) {
  for (const auto& wait : {+[](cudaStream_t stream) { return cudaStreamSynchronize(stream); },
                           +[](cudaStream_t stream) { return cudaStreamQuery(stream); },
                           +[](cudaStream_t) { return cudaDeviceSynchronize(); }}) {
    ASSERT_EQ(begin(cudaStreamCaptureModeRelaxed), cudaSuccess);
    EXPECT_EQ(wait(stream_), cudaErrorStreamCaptureUnsupported);
    expect_invalidated();
  }
}

TEST_F(Graphs, AllocatingVoidsACaptureUnlessItIsRelaxed) {
  float* memory = nullptr;
  ASSERT_EQ(begin(), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&memory, 4), cudaErrorStreamCaptureUnsupported);
  expect_invalidated();
  ASSERT_EQ(begin(cudaStreamCaptureModeRelaxed), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&memory, 4), cudaSuccess);
  cudaGraph_t graph;
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaSuccess);
  cudaGraphDestroy(graph);
  ASSERT_EQ(begin(), cudaSuccess);
  EXPECT_EQ(cudaFree(memory), cudaErrorStreamCaptureUnsupported);
  expect_invalidated();
  EXPECT_EQ(cudaFree(memory), cudaSuccess);
}

TEST_F(Graphs, TheDefaultStreamMustNotDependOnACapture) {
  const DeviceArray<float> x(std::vector<float>(4, 1.0f)), y(4);
  cudaGraph_t graph;
  EXPECT_EQ(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal),
            cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaErrorIllegalState);
  cudaStream_t blocking;
  cudaStreamCreate(&blocking);
  ASSERT_EQ(cudaStreamBeginCapture(blocking, cudaStreamCaptureModeRelaxed), cudaSuccess);
  EXPECT_EQ(cudaStreamBeginCapture(blocking, cudaStreamCaptureModeRelaxed), cudaErrorIllegalState);
  run_add(x, x, y, 4);
  EXPECT_EQ(cudaGetLastError(), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(cudaStreamEndCapture(blocking, &graph), cudaErrorStreamCaptureInvalidated);
  cudaStreamDestroy(blocking);
  cudaGetLastError();
}

TEST_F(Graphs, CopiesOfMemoryThatIsNotPinned) {
  const DeviceArray<float> x(4);
  std::vector<float> in(4, 1.0f), out(4, 0.0f);
  EXPECT_EQ(cudaMemcpyAsync(x, in.data(), 16, cudaMemcpyHostToDevice, stream_), cudaSuccess);
  in.assign(4, 2.0f);
  EXPECT_EQ(cudaMemcpyAsync(out.data(), x, 16, cudaMemcpyDeviceToHost, stream_), cudaSuccess);
  EXPECT_EQ(out, std::vector<float>(4, 1.0f)) << "taken at once, waited for";
  float* pinned = nullptr;
  EXPECT_EQ(cudaHostAlloc(&pinned, 16, cudaHostAllocDefault), cudaSuccess);
  EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
}

TEST_F(Graphs, HostFunctionsAndVersions) {
  int calls = 0;
  cudaLaunchHostFunc(
      stream_, [](void* count) { ++*static_cast<int*>(count); }, &calls);
  cudaStreamSynchronize(stream_);
  EXPECT_EQ(calls, 1);
  int runtime = 0, driver = 0;
  EXPECT_EQ(cudaRuntimeGetVersion(&runtime), cudaSuccess);
  EXPECT_EQ(cudaDriverGetVersion(&driver), cudaSuccess);
  EXPECT_GE(runtime, 12000);
  EXPECT_GE(driver, runtime);
  cudaDeviceProp properties;
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_GT(properties.multiProcessorCount, 0);
  EXPECT_EQ(properties.warpSize, 32);
  EXPECT_GE(properties.sharedMemPerBlock, 48u << 10);
  std::size_t free = 0, total = 0, less = 0;
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_NEAR(static_cast<double>(total), static_cast<double>(properties.totalGlobalMem),
              0.01 * static_cast<double>(total));
  EXPECT_LE(free, total);
  void* memory = nullptr;
  EXPECT_EQ(cudaMallocAsync(&memory, 64 << 20, stream_), cudaSuccess);
  cudaStreamSynchronize(stream_);
  cudaMemGetInfo(&less, &total);
  EXPECT_LT(less, free);
  EXPECT_EQ(cudaFreeAsync(memory, stream_), cudaSuccess);
  cudaStreamSynchronize(stream_);
}

}  // namespace
}  // namespace gradus::cuda_on_cpu
