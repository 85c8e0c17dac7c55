#pragma once
#include <gradus/cuda_on_cpu/kernel.h>

#include <cstddef>

namespace gradus::cuda_on_cpu {

/// Begins a copy; nothing is moved yet.
void pipeline_copy(void* to, const void* from, std::size_t bytes, std::size_t zeros, Place where);
/// Makes a group of the copies that the thread has begun since the last one.
void pipeline_commit();
/// Does the copies of all groups of the thread but the last `prior`.
void pipeline_wait(std::size_t prior);

}  // namespace gradus::cuda_on_cpu

/// Begins a copy of 4, 8 or 16 bytes from global to shared memory, both aligned to so many. It is
/// under way until the thread has waited for it; until then the destination holds the bytes 0xFF.
/// @param to in shared memory
/// @param from in global memory
/// @param size_and_align bytes of the destination
/// @param zfill how many of them, at the end, become 0 and are not read from `from`
__forceinline__ void __pipeline_memcpy_async(
    void* __restrict__ to, const void* __restrict__ from, std::size_t size_and_align,
    std::size_t zfill = 0,
    const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  gradus::cuda_on_cpu::pipeline_copy(to, from, size_and_align, zfill, where);
}

/// Makes a group of the copies that the thread has begun since the last commit.
__forceinline__ void __pipeline_commit() { gradus::cuda_on_cpu::pipeline_commit(); }

/// Waits until the thread's own groups are done, all but the last `prior` that it has committed.
/// What the other threads have copied is there only after a barrier behind this.
__forceinline__ void __pipeline_wait_prior(std::size_t prior) {
  gradus::cuda_on_cpu::pipeline_wait(prior);
}
