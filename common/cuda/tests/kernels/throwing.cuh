#pragma once
#include <cuda_runtime.h>

#include <atomic>

// Kernels for the CPU alone: they throw, as the stub of an exercise does, or crash.

// Where a thread throws: before the first barrier, between two, at a warp's barrier, at the end.
enum class Throws { kAtOnce, kBetweenBarriers, kBesideWarp, kAtEnd };
// One block of 64 threads, of which `thrower` throws; -1: none does, out[i] = 63 - i.
void run_throwing(float* out, int thrower, Throws where, cudaStream_t stream = nullptr);
// How many objects live that the kernel's threads made.
extern std::atomic<int> living;
// Writes through a pointer.
void run_write(float* place);
