#pragma once
#include "block.h"

namespace gradus::cuda_on_cpu {

/// Runs block `number` (counted x first) with a fiber for each thread that has to wait.
/// @throws Fault when the block does what it must not; what the kernel throws
void run_as_fibers(const Grid& grid, std::int64_t number);

/// Runs block `number` with a thread of the operating system for each of its threads. As
/// run_as_fibers.
void run_as_threads(const Grid& grid, std::int64_t number);

/// Whether a place lies on the stack of a kernel's thread that this thread runs.
bool on_kernel_stack(const void* place);

/// Where block `number` stands in the grid; also sets blockIdx, blockDim and gridDim.
uint3 enter_block(const Grid& grid, std::int64_t number);

}  // namespace gradus::cuda_on_cpu
