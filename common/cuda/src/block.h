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

/// Unwinds a thread whose block has failed.
struct Stopped {};

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
    /// @throws Stopped when the block has failed meanwhile
    virtual void sleep(int thread) = 0;
    /// The thread may go on.
    virtual void wake(int thread) = 0;
    /// Leaves the current thread, which is not unwound, and ends the block.
    [[noreturn]] virtual void leave() = 0;
    /// What the block's threads hold while they look at it; null where they take turns.
    virtual std::mutex* mutex() { return nullptr; }
  };

  /// Begins block `index` of a grid.
  void begin(const Grid& grid, uint3 index, Turns& turns);

  /// Sets threadIdx and its relatives for a thread of this block.
  void enter(int thread) const {
    current_thread = thread;
    threadIdx = indices_[thread];
  }
  /// The thread has returned from the kernel.
  void finish(int thread);

  void sync_block(int thread, int predicate, Vote vote, const char* name, Place where);
  int vote_result() const { return result_; }
  std::uint64_t sync_warp(int thread, WarpAction action, unsigned mask, std::uint64_t bits,
                          int source, const char* name, Place where);

  /// Held while the block is looked at or changed.
  bool has_lock() const { return mutex_ != nullptr; }
  std::unique_lock<std::mutex> lock() {
    return mutex_ == nullptr ? std::unique_lock<std::mutex>() : std::unique_lock(*mutex_);
  }

  /// Ends the block with a message, to which kernel and block are added.
  /// @throws Stopped
  [[noreturn]] void fail(std::string message, cudaError_t error = cudaErrorLaunchFailure);
  /// The same where no exception may be thrown. Nobody comes back to the caller, whose variables,
  /// and the kernel's, are not destroyed.
  [[noreturn]] void abandon(std::string message, cudaError_t error);

  /// What it failed of.
  Fault fault() const { return Fault(fault_, error_); }
  bool failed() const { return !fault_.empty(); }
  int size() const { return size_; }
  uint3 index() const { return index_; }
  const Grid& grid() const { return *grid_; }
  uint3 thread_index(int thread) const { return indices_[thread]; }
  SharedMemory& shared() { return shared_; }
  const SharedMemory& shared() const { return shared_; }
  /// The copies that are under way. Made when the first is wanted: few kernels have any.
  Pipelines& pipelines();

  /// The block and thread that this processor's thread is running; null outside kernels.
  static constinit thread_local Block* current;
  static constinit thread_local int current_thread;

 private:
  enum class State { kRuns, kAtBarrier, kAtWarp, kDone };
  // What a thread waits for. Whoever is let go on still has the old state until it runs.
  struct Thread {
    State state = State::kRuns;
    const char* name = nullptr;
    Place where;
  };
  // What it brings to the others of its warp, and takes away.
  struct Lane {
    std::uint64_t bits, result;
    int source;
  };
  // Lanes of a warp that wait for each other.
  struct Group {
    WarpAction action;
    unsigned mask, here;
    const char* name;
  };
  struct Warp {
    unsigned live;
    std::vector<Group> groups;
  };

  void open_barrier();
  // Lets the lanes of a group go on, if all are here.
  bool open_group(int warp, const Group& group);
  bool is_stuck() const { return live_ > 0 && at_barrier_ + at_warp_ == live_; }
  [[noreturn]] void fail_stuck();
  void keep_fault(const std::string& message, cudaError_t error);
  std::string who_waits_where() const;

  const Grid* grid_ = nullptr;
  Turns* turns_ = nullptr;
  std::mutex* mutex_ = nullptr;
  int size_ = 0, live_ = 0, at_barrier_ = 0, at_warp_ = 0;
  // Of the barrier at which the first threads wait: where it is, whether all are at the same one.
  Place barrier_;
  bool torn_ = false;
  Vote vote_ = Vote::kNone;
  int votes_ = 0, result_ = 0;
  std::vector<int> arrived_;  // at the barrier, in order
  std::vector<Thread> threads_;
  std::vector<Lane> lanes_;
  std::vector<Warp> warps_;
  uint3 index_{};
  dim3 shape_{0, 0, 0};
  std::vector<uint3> indices_;
  std::string fault_;
  cudaError_t error_ = cudaErrorLaunchFailure;
  SharedMemory shared_;
  Pipelines pipelines_;
  std::atomic<bool> has_pipelines_ = false;
};

}  // namespace gradus::cuda_on_cpu
