#pragma once
#include "../src/block.h"

namespace gradus::cuda_on_cpu {

/// What a thread does to memory.
enum class Kind : std::uint8_t { kRead, kWrite, kAtomic };

/// One access: of `bytes` from `place` on by a thread of a block, at `code`.
struct Access {
  const void* place;
  unsigned bytes;
  Kind kind;
  const void* code;
  const AsyncCopy* copy = nullptr;  // that is done by this; it has been under way for a while
};

/// `reads 4 bytes at tile.cu:41`
std::string text(const Access& access);

}  // namespace gradus::cuda_on_cpu
