#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/pinned.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "device_numbers.h"

using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Floats = std::vector<float>;

namespace {

// A stream that is the current one during its life.
class Stream {
 public:
  Stream() {
    cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking);
    before_ = gradus::cuda::set_current_stream(stream_);
  }
  ~Stream() {
    gradus::cuda::set_current_stream(before_);
    cudaStreamDestroy(stream_);
  }
  operator cudaStream_t() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr, before_ = nullptr;
};

}  // namespace

TEST(DeviceMemory, ThereAndBack) {
  gradus::cuda::register_device();
  const Tensor x = gradus::randn({3, 5}, gradus::RandomStream(1, "x"));
  const Tensor there = to(x, gradus::gpu);
  EXPECT_EQ(there.device(), gradus::gpu);
  EXPECT_EQ(to(there, gradus::gpu).array().data<float>(), there.array().data<float>());
  std::vector<double> back;
  const std::string trouble =
      gradus::testing::trouble([&] { back = to(there, gradus::cpu).to_vector(); });
  expect_all("numbers after a journey to the GPU and back", back, x.to_vector())
      .if_true(!trouble.empty(), "a copy failed: is the direction right? (" + trouble + ")");
}

TEST(DeviceMemory, CopiesWaitForTheirStream) {
  const Stream stream;
  // Pinned memory: with any other kind the runtime may wait by itself.
  float *host = nullptr, *back = nullptr;
  ASSERT_EQ(cudaMallocHost(reinterpret_cast<void**>(&host), 4000), cudaSuccess);
  ASSERT_EQ(cudaMallocHost(reinterpret_cast<void**>(&back), 4000), cudaSuccess);
  std::fill_n(host, 1000, 1.0f);
  std::fill_n(back, 1000, -1.0f);
  const gradus::testing::DeviceNumbers<float> memory(1000);
  gradus::cuda::copy_from_host(memory, host, 4000);
  std::fill_n(host, 1000, 7.0f);  // theirs again
  gradus::cuda::copy_to_host(back, memory, 4000);
  const float first = back[0];
  gradus::cuda::synchronize();
  const float later = memory.values()[0];
  cudaFreeHost(host);
  cudaFreeHost(back);
  expect("the copy's source when it was copied", later, 1)
      .if_equal(7,
                "the host memory was changed before the copy had read it: wait for the copy "
                "before you return");
  expect("what copy_to_host brought", first, 1)
      .if_equal(-1,
                "nothing has arrived when copy_to_host returns: a copy in a stream is only a "
                "promise until somebody waits for the stream")
      .if_true(std::isnan(first),
               "the copy did not wait for the work before it in the current "
               "stream: it went by another stream");
}

TEST(DeviceMemory, WorkBeforeACopyIsDone) {
  const Stream stream;
  const gradus::testing::DeviceNumbers<float> memory(1000);
  cudaMemsetAsync(memory, 0, 4000, stream);
  Floats back(1000, -1.0f);
  gradus::cuda::copy_to_host(back.data(), memory, 4000);
  const float brought = back[999];
  gradus::cuda::synchronize();
  expect("a number that earlier work of the stream has written", brought, 0)
      .if_true(std::isnan(brought),
               "the copy overtook the work that was given to the current "
               "stream before: pass that stream to cudaMemcpyAsync")
      .if_equal(-1, "copy_to_host returned before the copy was done");
}

TEST(DeviceMemory, TooMuch) {
  std::string message;
  try {
    gradus::cuda::allocate(std::size_t{1} << 50);
  } catch (const gradus::Error& error) {
    message = error.what();
  }
  expect("a request of 2^50 bytes throws", !message.empty(), 1)
      .if_equal(0, "the caller gets a null pointer: check what cudaMalloc answers");
  if (message.empty()) return;
  expect("the message says what was asked for",
         message.find("1125899906842624 bytes") != std::string::npos &&
             message.find("free") != std::string::npos,
         1)
      .if_equal(0,
                "the message does not help: how much was asked for, how much is free? " + message);
  const std::string left = cudaGetErrorName(cudaGetLastError());
  expect("the runtime's last error afterwards", left == "cudaSuccess", 1)
      .if_equal(0, "the error is still there (" + left +
                       "), and the next launch, which is innocent, will be blamed for it");
}

TEST(DeviceMemory, ErrorsOfKernelsShowAtCopies) {
  float number = 0;
  EXPECT_THROW(gradus::cuda::copy_to_host(&number, nullptr, 4), gradus::Error)
      << "what cudaMemcpyAsync and cudaStreamSynchronize answer has to be checked";
  cudaGetLastError();
  EXPECT_THROW(gradus::cuda::copy_from_host(nullptr, &number, 4), gradus::Error);
  cudaGetLastError();
}

TEST(DeviceMemory, Pinned) {
  const gradus::cuda::PinnedMemory memory(1000), none(0);
  cudaPointerAttributes attributes{};
  ASSERT_EQ(cudaPointerGetAttributes(&attributes, memory.data()), cudaSuccess);
  expect("the kind of memory, 1 for pinned", attributes.type, cudaMemoryTypeHost)
      .if_equal(cudaMemoryTypeUnregistered,
                "ordinary memory: the operating system may move it, so each copy goes through a "
                "buffer of the driver")
      .if_equal(cudaMemoryTypeDevice, "device memory: the host cannot write to it");
  std::memset(memory.data(), 1, memory.bytes());
  EXPECT_EQ(memory.bytes(), 1000U);
}

TEST(DeviceMemory, HasADescription) { EXPECT_NE(gradus::cuda::description(), ""); }
