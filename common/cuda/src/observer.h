#pragma once
#include <cstddef>

namespace gradus::cuda_on_cpu {

class Block;
struct AsyncCopy;
struct Grid;

/// Who watches kernels run. Set where the tracer is linked; blocks then run one after the other, as
/// fibers.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void launch_begins(const Grid& grid) = 0;
  /// @throws Fault when something was found
  virtual void launch_ends(const Grid& grid) = 0;
  virtual void block_begins(Block& block) = 0;
  virtual void block_ends(Block& block) = 0;
  virtual void thread_done(Block& block, int thread) = 0;
  /// All live threads of the block are at a barrier and go on now.
  virtual void barrier(Block& block) = 0;
  /// Lanes of the warp that begins with thread `first` go on after __syncwarp; `all`: nobody is
  /// missing.
  virtual void warp_sync(Block& block, int first, unsigned lanes, bool all) = 0;
  virtual void fence(Block& block) = 0;
  /// The current thread begins a copy to shared memory, or has waited for it, so that it is done.
  virtual void copy_begins(Block& block, AsyncCopy& copy) = 0;
  virtual void copy_ends(Block& block, const AsyncCopy& copy) = 0;
  /// Device memory came, was written by the host's calls, or went.
  virtual void memory_came(void* begin, std::size_t bytes) = 0;
  virtual void memory_written(void* begin, std::size_t bytes) = 0;
  virtual void memory_went(void* begin) = 0;
  /// An allocator gave a piece of device memory, or took it back.
  virtual void piece_came(void* begin, std::size_t bytes) = 0;
  virtual void piece_went(void* begin) = 0;
};

/// Null unless kernels are traced.
extern constinit Observer* observer;

}  // namespace gradus::cuda_on_cpu
