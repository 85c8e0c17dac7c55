#pragma once
#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <vector>

namespace gradus::cuda_on_cpu {

// Device memory that holds the numbers of a vector.
template <class T>
class DeviceArray {
 public:
  explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size()) {
    cudaMemcpy(memory_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice);
#ifndef GRADUS_CUDA_ON_CPU
    cudaStreamSynchronize(nullptr);  // a GPU may still be copying, and streams do not wait for it
#endif
  }
  // Of that many numbers, as cudaMalloc leaves them.
  explicit DeviceArray(std::size_t size) : size_(size) { cudaMalloc(&memory_, size * sizeof(T)); }
  ~DeviceArray() { cudaFree(memory_); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  operator T*() const { return memory_; }
  std::vector<T> values() const {
    std::vector<T> host(size_);
    EXPECT_EQ(cudaMemcpy(host.data(), memory_, size_ * sizeof(T), cudaMemcpyDeviceToHost),
              cudaSuccess)
        << cudaGetErrorString(cudaGetLastError());
    return host;
  }

 private:
  T* memory_ = nullptr;
  std::size_t size_;
};

// Begins without an error of the test before.
class Cuda : public ::testing::Test {
 protected:
  void SetUp() override {
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0) GTEST_SKIP() << "no GPU";
    cudaGetLastError();
  }
  void TearDown() override {
    cudaDeviceSynchronize();
    cudaGetLastError();
  }
};

}  // namespace gradus::cuda_on_cpu
