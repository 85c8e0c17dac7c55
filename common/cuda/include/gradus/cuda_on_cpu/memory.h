#pragma once
#include <gradus/cuda_on_cpu/runtime.h>

#include <cstddef>
#include <cstdint>

namespace gradus::cuda_on_cpu {

/// A caching allocator tells which pieces of the blocks that it has from cudaMalloc are in use, so
/// that a traced build checks bounds, and reads of what nobody wrote, piece by piece. As long as
/// nothing is said of a block, all of it is in use. Without tracing this does nothing.
/// @param pointer where the piece begins
/// @param bytes its size as it was asked for; what it holds counts as not written
/// @param stream whose work may use it from now on; it is given when the stream has come so far
void piece_given(void* pointer, std::size_t bytes, cudaStream_t stream = nullptr);

/// The piece at `pointer` is nobody's, when `stream` has come so far.
void piece_taken_back(void* pointer, cudaStream_t stream = nullptr);

/// How many cudaMemcpyAsync were asked for between the device and memory that is not pinned. On a
/// GPU the host waits for these.
std::int64_t pageable_copies();

}  // namespace gradus::cuda_on_cpu
