#pragma once
#include <gradus/cuda_on_cpu/runtime.h>

#include <functional>
#include <string>

namespace gradus::cuda_on_cpu {

/// Keeps an error for cudaGetLastError, with what there is to say beside its name.
/// @return the error
cudaError_t set_error(cudaError_t error, const std::string& detail = "");

/// Keeps what went wrong in a kernel, for cudaGetLastError or the next call that waits.
cudaError_t set_fault(cudaError_t error, const std::string& detail);
/// The fault that nobody was told of yet; it counts as told then.
cudaError_t take_fault();

/// Runs work of the default stream: all that waits in blocking streams first.
/// @return the error of the first that failed
cudaError_t run_in_default_stream(const std::function<void()>& work);

/// Lets a stream do it when somebody waits for the stream; null: now.
cudaError_t run_in_stream(cudaStream_t stream, std::function<void()> work);

/// Waits for all streams; what a kernel threw is kept for the next call that may throw.
cudaError_t wait_for_all();
/// Waits for a stream.
cudaError_t wait_for(cudaStream_t stream);

/// Whether a stream notes what it is given for a graph.
bool is_capturing(cudaStream_t stream);
/// cudaSuccess unless a capture forbids a call that is no work for a stream; that capture is void.
cudaError_t permitted(const char* call);

/// The most dynamic shared memory that a launch may ask for now.
std::size_t dynamic_shared_limit();

/// Whether a place lies in the device's own range of addresses, which it has in traced programs.
bool is_device_address(const void* place);
/// Whether a place lies in memory that cudaMallocHost gave.
bool is_pinned_memory(const void* place);
/// Whether `bytes` from `place` on lie in one piece of device memory.
bool is_device_memory(const void* place, std::size_t bytes);

/// While the device works. Where the host is kept out of device memory (GRADUS_CUDA_GUARD), it is
/// open then.
class DeviceWork {
 public:
  DeviceWork();
  ~DeviceWork();
  DeviceWork(const DeviceWork&) = delete;
  DeviceWork& operator=(const DeviceWork&) = delete;
};

/// Frees all device memory.
void free_all_memory();
/// Forgets all work that waits.
void forget_all_work();

}  // namespace gradus::cuda_on_cpu
