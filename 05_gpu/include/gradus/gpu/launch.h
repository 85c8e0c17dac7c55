#pragma once
#include <cstdint>

namespace gradus::cuda {

/// Threads in a block, unless a kernel has a reason for another number: eight warps.
inline constexpr int kThreads = 256;
/// The most blocks that a launch asks for where threads can do more than one element: enough to
/// fill any GPU, and some more.
inline constexpr std::int64_t kMostBlocks = 8192;

/// The number of blocks so that `count` elements have a thread each, at most `most`; at least 1,
/// since a launch of no block is an error.
/// @param count how many elements there are
/// @param threads how many threads a block has
/// @param most the upper bound
unsigned blocks_for(std::int64_t count, int threads = kThreads, std::int64_t most = kMostBlocks);

}  // namespace gradus::cuda
