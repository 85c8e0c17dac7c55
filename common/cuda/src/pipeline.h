#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gradus::cuda_on_cpu {

/// A copy from global to shared memory that a thread has begun.
struct AsyncCopy {
  void* to;
  const void* from;
  unsigned bytes, zeros;  // how many are written, how many of these are not read but 0
  const void* code;       // who began it
  // When: for the observer's use.
  std::uint32_t interval = 0;
  std::uint16_t warp_interval = 0;
};

/// The copies of the threads of a block that are under way.
class Pipelines {
 public:
  /// Begins a block.
  void clear() {
    for (auto& [copies, ends] : threads_) {
      copies.clear();
      ends.clear();
    }
  }
  /// Room for so many threads, if there is none yet.
  void grow(int threads) {
    if (threads_.size() < static_cast<std::size_t>(threads)) threads_.resize(threads);
  }

  void begin(int thread, const AsyncCopy& copy) { threads_[thread].copies.push_back(copy); }
  void commit(int thread) { threads_[thread].ends.push_back(threads_[thread].copies.size()); }

  /// Hands over the copies of all groups but the last `prior`, in order.
  template <class Finish>
  void wait(int thread, std::size_t prior, const Finish& finish) {
    auto& [copies, ends] = threads_[thread];
    if (ends.size() <= prior) return;
    const auto groups = static_cast<std::ptrdiff_t>(ends.size() - prior);
    const std::size_t done = ends[groups - 1];
    for (std::size_t i = 0; i < done; ++i) finish(copies[i]);
    if (done == copies.size())
      copies.clear();
    else
      copies.erase(copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(done));
    ends.erase(ends.begin(), ends.begin() + groups);
    for (std::size_t& end : ends) end -= done;
  }

 private:
  struct Thread {
    std::vector<AsyncCopy> copies;
    std::vector<std::size_t> ends;  // of each group, in `copies`
  };
  std::vector<Thread> threads_;
};

}  // namespace gradus::cuda_on_cpu
