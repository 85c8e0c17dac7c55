// What a kernel throws comes out of the launch, and nothing is left behind.
#include <gmock/gmock.h>
#include <gradus/common/error.h>
#include <gradus/cuda_on_cpu/launch.h>
#include <gtest/gtest.h>

#include <vector>

#include "device_array.h"
#include "kernels/throwing.cuh"
#include "marks.h"

namespace gradus::cuda_on_cpu {
namespace {

class Exceptions : public Cuda, public ::testing::WithParamInterface<Mode> {
 protected:
  void SetUp() override {
    Cuda::SetUp();
    set_mode(GetParam());
  }
  void TearDown() override {
    Cuda::TearDown();
    set_mode(before_);
  }
  const Mode before_ = mode();
};

TEST_P(Exceptions, ComeOutOfTheLaunch) {
  const DeviceArray<float> out(64);
  for (const Throws where :
       {Throws::kAtOnce, Throws::kBetweenBarriers, Throws::kBesideWarp, Throws::kAtEnd}) {
    for (const int thrower : {0, 40, 63}) {
      try {
        run_throwing(out, thrower, where);
        ADD_FAILURE() << "nothing thrown by " << thrower;
      } catch (const NotImplemented& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("kernel/part"));
      }
      EXPECT_EQ(living, 0) << "variables of the other threads live on";
      EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
    }
  }
  run_throwing(out, -1, Throws::kAtOnce);
  for (int i = 0; i < 64; ++i) ASSERT_EQ(out.values()[i], static_cast<float>(63 - i));
  EXPECT_EQ(living, 0);
}

TEST_P(Exceptions, ComeOutOfTheCallThatWaits) {
  const DeviceArray<float> out(64);
  cudaStream_t stream;
  cudaEvent_t event;
  cudaStreamCreate(&stream);
  cudaEventCreate(&event);
  run_throwing(out, 5, Throws::kBetweenBarriers, stream);
  run_throwing(out, -1, Throws::kAtOnce, stream);
  cudaEventRecord(event, stream);
  EXPECT_THROW(cudaStreamSynchronize(stream), NotImplemented);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess) << "told twice";
  EXPECT_EQ(cudaEventQuery(event), cudaSuccess) << "the work behind it was not done";
  EXPECT_EQ(out.values()[0], 63.0f);
  run_throwing(out, 5, Throws::kBetweenBarriers, stream);
  EXPECT_THROW(cudaDeviceSynchronize(), NotImplemented);
  run_throwing(out, 5, Throws::kBetweenBarriers, stream);
  cudaEventRecord(event, stream);
  EXPECT_THROW(cudaEventSynchronize(event), NotImplemented);
  EXPECT_EQ(living, 0);
  cudaEventDestroy(event);
  cudaStreamDestroy(stream);
}

TEST_P(Exceptions, AreKeptByWhatDestructorsCall) {
  float* memory = nullptr;
  cudaMalloc(&memory, 64 * sizeof(float));
  cudaStream_t stream;
  cudaStreamCreate(&stream);
  run_throwing(memory, 5, Throws::kAtOnce, stream);
  EXPECT_NO_THROW(cudaFree(memory));
  EXPECT_THROW(cudaDeviceSynchronize(), NotImplemented);
  EXPECT_NO_THROW(cudaStreamDestroy(stream));
}

// ThreadSanitizer does not understand fibers.
std::vector<Mode> modes() {
  if (mode() == Mode::kThreads) return {Mode::kThreads};
  return {Mode::kFibers, Mode::kThreads};
}

INSTANTIATE_TEST_SUITE_P(Modes, Exceptions, ::testing::ValuesIn(modes()), [](const auto& test) {
  return test.param == Mode::kFibers ? "Fibers" : "Threads";
});

#if defined(__SANITIZE_ADDRESS__)
// AddressSanitizer names the line where a kernel crashes; the tracer does before it does.
TEST(Crash, NamesTheLine) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        run_write(nullptr);
        std::fprintf(stderr, "%s\n", cudaGetErrorString(cudaDeviceSynchronize()));
        std::exit(1);
      },
      at("throwing.cu", "write"));
}
#endif

}  // namespace
}  // namespace gradus::cuda_on_cpu
