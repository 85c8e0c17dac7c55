#include <gradus/common/error.h>
#include <gradus/gpu/caching_allocator.h>

#include <algorithm>
#include <bit>

namespace gradus::cuda {

std::size_t CachingAllocator::size_class(std::size_t bytes) {
  // exercise: caching-allocator/size-class
  //| Round up to a multiple of a step: 512 bytes, or an eighth of std::bit_floor(bytes) where that is more.
  const std::size_t step = std::max<std::size_t>(512, std::bit_floor(bytes) / 8);
  return (bytes + step - 1) / step * step;
  // end exercise
}

void* CachingAllocator::allocate(std::size_t bytes, cudaStream_t stream) {
  const std::lock_guard lock(mutex_);
  const std::size_t size = size_class(bytes);
  void* memory = nullptr;
  ++statistics_.requests;
  // exercise: caching-allocator/take
  //| Take a block from its pool, the one of this stream and size class: then it is in use, from_pool grows, and cached
  //| shrinks. `memory` stays null where the pool is empty.
  std::vector<void*>& pool = pools_[{stream, size}];
  if (!pool.empty()) {
    memory = pool.back();
    pool.pop_back();
    blocks_.at(memory).in_use = true;
    ++statistics_.from_pool;
    statistics_.cached -= size;
  }
  // end exercise
  if (!memory) {
    ++statistics_.mallocs;
    // exercise: caching-allocator/try-again
    //| A new block of the whole size class from source_.allocate. It throws Error when there is no memory left: perhaps
    //| there is some in the pools (trim_locked empties them).
    try {
      memory = source_.allocate(size);
    } catch (const Error&) {
      trim_locked();
      memory = source_.allocate(size);
    }
    // end exercise
    blocks_[memory] = {{stream, size}, true};
  }
  statistics_.live += size;
  statistics_.peak = std::max(statistics_.peak, statistics_.live);
  return memory;
}

void CachingAllocator::release(void* memory) {
  const std::lock_guard lock(mutex_);
  const auto found = blocks_.find(memory);
  if (found == blocks_.end() || !found->second.in_use)
    fail("caching allocator: ", memory, " is not in use; was it released twice?");
  Block& block = found->second;
  // exercise: caching-allocator/give-back
  //| The block goes to the end of its own pool, which it remembers, and is in use no longer. live and cached change by
  //| its size class.
  block.in_use = false;
  pools_[block.pool].push_back(memory);
  statistics_.live -= block.pool.second;
  statistics_.cached += block.pool.second;
  // end exercise
}

void CachingAllocator::trim() {
  const std::lock_guard lock(mutex_);
  trim_locked();
}

void CachingAllocator::trim_locked() {
  // exercise: caching-allocator/trim
  //| Give every block that lies in a pool back to the source, and forget it. What is in use stays.
  for (auto& [key, pool] : pools_) {
    for (void* memory : pool) {
      source_.release(memory, key.second);
      blocks_.erase(memory);
    }
    pool.clear();
  }
  statistics_.cached = 0;
  ++statistics_.trims;
  // end exercise
}

AllocatorStatistics CachingAllocator::statistics() const {
  const std::lock_guard lock(mutex_);
  return statistics_;
}

}  // namespace gradus::cuda
