#pragma once
// Numbers in device memory, for tests.
#include <cuda_runtime.h>
#include <gradus/common/error.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gradus::testing {

/// Device memory that holds the numbers of a vector, or that nobody has written.
template <class T>
class DeviceNumbers {
 public:
  explicit DeviceNumbers(const std::vector<T>& values) : DeviceNumbers(values.size()) {
    cudaMemcpy(memory_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice);
    arrive();
  }
  explicit DeviceNumbers(std::size_t size) : size_(size) {
    cudaMalloc(reinterpret_cast<void**>(&memory_), size > 0 ? size * sizeof(T) : 1);
    cudaMemset(memory_, 0xff, size * sizeof(T));  // NaN: what no kernel writes shows
    arrive();
  }
  ~DeviceNumbers() { cudaFree(memory_); }
  DeviceNumbers(const DeviceNumbers&) = delete;
  DeviceNumbers& operator=(const DeviceNumbers&) = delete;

  operator T*() const { return memory_; }
  /// Waits for the kernels, and says what went wrong in them.
  std::vector<T> values() const {
    std::vector<T> host(size_);
    const cudaError_t error =
        cudaMemcpy(host.data(), memory_, size_ * sizeof(T), cudaMemcpyDeviceToHost);
    EXPECT_EQ(error, cudaSuccess) << cudaGetErrorString(error);
    return host;
  }

 private:
  // On a GPU neither is done when the call returns, and streams do not wait for the default one.
  static void arrive() {
#ifndef GRADUS_CUDA_ON_CPU
    cudaStreamSynchronize(nullptr);
#endif
  }
  T* memory_ = nullptr;
  std::size_t size_;
};

/// What the device said that kernels did wrong since it was last asked; "" for nothing.
inline std::string trouble() {
  const cudaError_t error = cudaDeviceSynchronize();
  const std::string text = error == cudaSuccess ? "" : cudaGetErrorString(error);
  cudaGetLastError();
  return text;
}

/// What goes wrong in a call and the kernels that it launches; "" for nothing.
template <class Call>
std::string trouble(Call call) {
  std::string text;
  try {
    call();
  } catch (const Error& error) {
    text = error.what();
  }
  const std::string later = trouble();
  return text.empty() ? later : text;
}

}  // namespace gradus::testing
