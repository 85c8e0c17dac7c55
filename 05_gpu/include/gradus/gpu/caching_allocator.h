#pragma once
#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gradus::cuda {

/// What an allocator has done so far.
struct AllocatorStatistics {
  std::size_t live = 0;        ///< bytes that somebody has, rounded up to their size classes
  std::size_t peak = 0;        ///< the most of them at any time
  std::size_t cached = 0;      ///< bytes that wait in the pools
  std::int64_t requests = 0;   ///< calls of allocate()
  std::int64_t from_pool = 0;  ///< those that a pool could serve
  std::int64_t mallocs = 0;    ///< those that cost a cudaMalloc
  std::int64_t trims = 0;      ///< how often the pools were emptied
};
/// The statistics as two lines for people.
std::string to_string(const AllocatorStatistics& statistics);

/// Keeps released memory in pools, since cudaMalloc and cudaFree take long and stop the device. A
/// pool holds the blocks of one size class and one stream: kernels of a stream run one after the
/// other, so whoever gets a block from its pool cannot disturb the one who had it before, even if
/// that one's last kernel has not begun yet. Across streams there is no such order.
class CachingAllocator {
 public:
  /// Where memory comes from and goes to; device memory unless told.
  struct Source {
    void* (*allocate)(std::size_t bytes);              ///< throws Error when there is none
    void (*release)(void* memory, std::size_t bytes);  ///< gives it back
  };
  CachingAllocator();
  /// @param source where memory comes from
  explicit CachingAllocator(const Source& source) : source_(source) {}
  CachingAllocator(const CachingAllocator&) = delete;
  CachingAllocator& operator=(const CachingAllocator&) = delete;
  /// Gives back what is in the pools.
  ~CachingAllocator() { trim(); }

  /// Memory for work in a stream. When there is none left, the pools are emptied and it is tried
  /// once more. @throws Error when that does not help either
  /// @param bytes at least 1
  /// @param stream whose kernels will use it
  void* allocate(std::size_t bytes, cudaStream_t stream);
  /// Gives memory back to the pool that it belongs to. @throws Error for memory that is not from
  /// here, or given back already
  void release(void* memory);
  /// Takes all that waits in a stream's pools, as if it had been asked for: memory that work done
  /// again and again needs again. Each goes back by release().
  /// @param stream whose pools
  std::vector<void*> reserve(cudaStream_t stream);
  /// Empties the pools: cudaFree for every block in them. It waits for the device.
  void trim();
  /// What was done so far.
  AllocatorStatistics statistics() const;

  /// `bytes` rounded up: to a multiple of 512, and from 4 KiB on to one of an eighth of the largest
  /// power of two that is not above it, so that sizes that differ by little share a pool and no
  /// block is more than an eighth larger than asked for.
  /// @param bytes at least 1
  static std::size_t size_class(std::size_t bytes);

 private:
  using Pool = std::pair<cudaStream_t, std::size_t>;  // stream and size class
  struct Block {
    Pool pool;
    bool in_use = true;
  };
  void trim_locked();

  Source source_;
  mutable std::mutex mutex_;
  std::map<Pool, std::vector<void*>> pools_;
  std::unordered_map<void*, Block> blocks_;
  AllocatorStatistics statistics_;
};

/// The allocator of this program's tensors on `gpu`. It never goes away.
CachingAllocator& allocator();
/// Lets tensors on `gpu` get their memory from allocator() from now on; before any was made.
void use_caching_allocator();

}  // namespace gradus::cuda
