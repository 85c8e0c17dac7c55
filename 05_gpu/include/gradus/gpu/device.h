#pragma once
#include <cuda_runtime.h>
#include <gradus/tensor_autograd/device.h>

#include <cstddef>
#include <string>

namespace gradus {

/// The GPU's memory, beside `cpu`: `to(x, gpu)`, once cuda::register_device() has run. In a program
/// that is built without nvcc, the CPU plays the GPU.
inline constexpr Device gpu{1};

namespace cuda {

/// Makes `gpu` known under the name "cuda", with memory straight from cudaMalloc. Calling it again
/// changes nothing. @throws Error when the machine has no GPU that CUDA can use
void register_device();

/// Whether this program's kernels run on the CPU.
bool is_emulated();
/// The device in words: its name, memory and architecture, and CUDA's version.
std::string description();

/// The stream in which this thread's operations run: CUDA's default stream unless told.
cudaStream_t current_stream();
/// Makes another stream the current one, and says which it was before.
cudaStream_t set_current_stream(cudaStream_t stream);

/// `bytes` bytes (at least 1) of device memory. @throws Error when there is not enough, saying how
/// much is free
void* allocate(std::size_t bytes);
/// Gives memory from allocate() back, which costs a whole synchronisation.
/// @param bytes as allocate() was asked for
void release(void* memory, std::size_t bytes);
/// Copies from host to device memory. Afterwards the host memory may be used again.
/// @param bytes how many
void copy_from_host(void* to, const void* from, std::size_t bytes);
/// Copies from device to host memory, when the work given to the current stream before is done.
/// @throws Error when something in that work went wrong
/// @param bytes how many
void copy_to_host(void* to, const void* from, std::size_t bytes);
/// Has `check` called after every copy to the host from now on: the host has waited for the kernels
/// then, and `check` may throw for what they left word of. For a few functions that cost nothing.
void check_after_copies(void (*check)());

}  // namespace cuda
}  // namespace gradus
