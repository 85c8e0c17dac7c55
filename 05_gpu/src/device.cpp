// The device as chapter 02's tensors know it: memory, and copies.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>

#include <array>
#include <atomic>
#include <utility>

namespace gradus::cuda {
namespace {
constinit thread_local cudaStream_t stream = nullptr;
constinit std::array<std::atomic<void (*)()>, 8> checks{};
}  // namespace

cudaStream_t current_stream() { return stream; }
cudaStream_t set_current_stream(cudaStream_t other) { return std::exchange(stream, other); }

void* allocate(std::size_t bytes) {
  void* memory = nullptr;
  // exercise: device-memory/allocate
  //| cudaMalloc gives memory, or answers cudaErrorMemoryAllocation: then say how much was asked for and how much is free
  //| (cudaMemGetInfo), and clear the error, which would else be found by the next launch.
  const cudaError_t error = cudaMalloc(&memory, bytes);
  if (error == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
    fail("out of memory: could not allocate ", bytes, " bytes on the GPU; ", free, " of ", total,
         " bytes are free");
  }
  check(error, "cudaMalloc");
  // end exercise
  return memory;
}

void release(void* memory, std::size_t) {
  // From destructors, also at the program's end when the runtime may be gone: no exception.
  cudaFree(memory);
}

void copy_from_host(void* to, const void* from, std::size_t bytes) {
  // exercise: device-memory/copy-from-host
  //| In the order of the current stream. The caller may change or free `from` as soon as this function returns.
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, current_stream()),
        "copy to the GPU");
  check(cudaStreamSynchronize(current_stream()), "copy to the GPU");
  // end exercise
}

void copy_to_host(void* to, const void* from, std::size_t bytes) {
  // exercise: device-memory/copy-to-host
  //| The kernels that write `from` may still be running, in the current stream. The caller reads `to` as soon as this
  //| function returns.
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, current_stream()),
        "copy from the GPU");
  check(cudaStreamSynchronize(current_stream()), "copy from the GPU");
  // end exercise
  for (const auto& slot : checks)
    if (const auto check_now = slot.load()) check_now();
}

void check_after_copies(void (*check)()) {
  for (auto& slot : checks) {
    void (*none)() = nullptr;
    if (slot.compare_exchange_strong(none, check)) return;
  }
  fail("check_after_copies: there are ", checks.size(), " such checks already");
}

void register_device() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) {
    cudaGetLastError();
    fail("cuda: no GPU: ", error == cudaSuccess ? "none was found" : cudaGetErrorString(error),
         "; use the CPU, or a build without nvcc, in which the CPU plays the GPU");
  }
  static const bool done = [] {
    gradus::register_device(gpu, {"cuda", allocate, release, copy_from_host, copy_to_host});
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
