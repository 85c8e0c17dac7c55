#pragma once
#include <gradus/cuda_on_cpu/kernel.h>
#include <gradus/cuda_on_cpu/runtime.h>
#include <gradus/cuda_on_cpu/warp.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "pipeline.h"
#include "shared_memory.h"

namespace gradus::cuda_on_cpu {

/// A launch whose numbers have been checked.
struct Grid {
  const char* kernel;
  dim3 blocks, threads;
  std::size_t dynamic_bytes;
  // What a thread does: run(arguments).
  const void* arguments;
  void (*run)(const void*);

  int threads_per_block() const { return static_cast<int>(threads.x * threads.y * threads.z); }
};

/// What a kernel did that it must not: the message names the kernel, the block and the place.
class Fault : public std::runtime_error {
 public:
  explicit Fault(const std::string& message, cudaError_t error = cudaErrorLaunchFailure)
      : std::runtime_error(message), error_(error) {}
  /// What the runtime calls report.
  cudaError_t error() const { return error_; }

 private:
  cudaError_t error_;
};

/// `(3,0,0)`
std::string text(uint3 index);
/// `tile.cu:41`
std::string text(const Place& where);

/// The threads of one block: who waits where, and who may go on.
///
/// Fibers and threads both drive it; they differ in how a thread is put to sleep and woken.
class Block {
 public:
  /// How threads are put to sleep and woken.
  class Turns {
   public:
    virtual ~Turns() = default;
    /// Sleeps until the current thread is woken.
    virtual void sleep(int thread) = 0;
    /// The thread may go on.
    virtual void wake(int thread) = 0;
    /// Ends the block, from within one of its threads.
    [[noreturn]] virtual void stop() = 0;
    /// What the block's threads hold while they look at it; null where they take turns.
    virtual std::mutex* mutex() { return nullptr; }
  };

  /// Begins block `index` of a grid.
  void begin(const Grid& grid, uint3 index, Turns& turns);

  /// Sets threadIdx and its relatives for a thread of this block.
  void enter(int thread) const;
  /// The thread has returned from the kernel.
  void finish(int thread);

  int sync_block(int thread, int predicate, Vote vote, const char* name, const Place& where);
  std::uint64_t sync_warp(int thread, WarpAction action, unsigned mask, std::uint64_t bits,
                          int source, const char* name, const Place& where);

  /// Held while the block is looked at or changed.
  std::unique_lock<std::mutex> lock() {
    std::mutex* mutex = turns_->mutex();
    return mutex == nullptr ? std::unique_lock<std::mutex>() : std::unique_lock(*mutex);
  }

  /// Ends the block with a message, to which kernel and block are added. Nobody comes back to the
  /// caller, whose own variables are not destroyed: what it makes the message of has to be gone.
  [[noreturn]] void fail(std::string message, cudaError_t error = cudaErrorLaunchFailure);

  /// What it failed of.
  Fault fault() const { return Fault(fault_, error_); }
  bool failed() const { return !fault_.empty(); }
  int size() const { return static_cast<int>(threads_.size()); }
  int live() const { return live_; }
  uint3 index() const { return index_; }
  const Grid& grid() const { return *grid_; }
  uint3 thread_index(int thread) const { return indices_[thread]; }
  SharedMemory& shared() { return shared_; }
  const SharedMemory& shared() const { return shared_; }
  /// The copies that are under way. Made when the first is wanted: few kernels have any.
  Pipelines& pipelines();

  /// The block and thread that this processor's thread is running; null outside kernels.
  static thread_local Block* current;
  static thread_local int current_thread;

 private:
  enum class State { kRuns, kAtBarrier, kAtWarp, kDone };
  struct Thread {
    State state = State::kRuns;
    const char* name = nullptr;
    Place where;
    int predicate = 0;
    Vote vote = Vote::kNone;
    WarpAction action = WarpAction::kSync;
    unsigned mask = 0;
    int source = -1;
    std::uint64_t bits = 0, result = 0;
  };

  void try_barrier();
  void try_warp(int thread);
  void check_stuck();
  void leave_barrier(int result);
  std::string who_waits_where() const;

  const Grid* grid_ = nullptr;
  Turns* turns_ = nullptr;
  uint3 index_{};
  std::vector<Thread> threads_;
  std::vector<uint3> indices_;
  int live_ = 0, at_barrier_ = 0, waiting_ = 0;
  std::string fault_;
  cudaError_t error_ = cudaErrorLaunchFailure;
  SharedMemory shared_;
  Pipelines pipelines_;
  std::atomic<bool> has_pipelines_ = false;
};

}  // namespace gradus::cuda_on_cpu
