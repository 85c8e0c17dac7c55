#pragma once
#include <gradus/cuda_on_cpu/types.h>

#include <source_location>
#include <type_traits>

namespace gradus::cuda_on_cpu {

/// A place in the reader's source: where a barrier, a shuffle or a variable stands.
using Place = std::source_location;

/// A `__shared__` variable, known before the first block runs.
struct SharedVariable {
  const char* name;
  std::size_t bytes, alignment;
  std::size_t element, columns, layers;  // of an array: bytes of an element, its last two extents
};

/// What a vote makes of the predicates of those who take part.
enum class Vote { kNone, kCount, kAnd, kOr };

/// Waits until all live threads of the block are here.
/// @param predicate this thread's vote
/// @param vote what is made of the votes
void sync_block(int predicate, Vote vote, const char* name, Place where);
/// What the vote at the barrier before gave.
int vote_result();

/// The memory of a `__shared__` variable in the current block; the first thread to come gets it
/// laid out, filled with the bytes 0xFF (a float that is NaN, an int that is -1).
void* place_shared(const SharedVariable& variable);

/// The shared memory that the launch asked for.
void* place_dynamic_shared(const char* name);

/// What the rewriter makes of `__shared__ T name;`. Each declaration has a tag of its own.
template <class T, class Tag>
GRADUS_NOT_TRACED T& shared_variable(Tag, const char* name, std::size_t alignment) {
  constexpr unsigned rank = std::rank_v<T>;
  static const SharedVariable variable{
      name,
      sizeof(T),
      alignment > alignof(T) ? alignment : alignof(T),
      sizeof(std::remove_all_extents_t<T>),
      rank > 1
      ? std::extent_v < T,
      rank == 0 ? 0 : rank - 1 >
      : 1, rank > 2 ? std::extent_v < T, rank < 2 ? 0 : rank - 2 > : 1};
  return *static_cast<T*>(place_shared(variable));
}

/// What the rewriter makes of `extern __shared__ T name[];`.
template <class T, class Tag>
T& dynamic_shared(Tag, const char* name, std::size_t) {
  return *static_cast<T*>(place_dynamic_shared(name));
}

/// Orders the thread's earlier writes to global memory before its later ones.
void fence();

}  // namespace gradus::cuda_on_cpu

// Where this thread is. Plain variables of the CPU's thread; whoever switches threads sets them.
inline constinit thread_local uint3 threadIdx{}, blockIdx{};
inline constinit thread_local dim3 blockDim{}, gridDim{};
inline constexpr int warpSize = 32;

/// Waits for all threads of the block that have not returned.
inline void __syncthreads(
    const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  using gradus::cuda_on_cpu::Vote;
  gradus::cuda_on_cpu::sync_block(0, Vote::kNone, "__syncthreads", where);
}

/// As __syncthreads; then tells for how many threads `predicate` was not 0.
inline int __syncthreads_count(
    int predicate, const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  using gradus::cuda_on_cpu::Vote;
  gradus::cuda_on_cpu::sync_block(predicate, Vote::kCount, "__syncthreads_count", where);
  return gradus::cuda_on_cpu::vote_result();
}

/// As __syncthreads; then tells whether `predicate` was not 0 for all threads.
inline int __syncthreads_and(
    int predicate, const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  using gradus::cuda_on_cpu::Vote;
  gradus::cuda_on_cpu::sync_block(predicate, Vote::kAnd, "__syncthreads_and", where);
  return gradus::cuda_on_cpu::vote_result();
}

/// As __syncthreads; then tells whether `predicate` was not 0 for any thread.
inline int __syncthreads_or(
    int predicate, const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  using gradus::cuda_on_cpu::Vote;
  gradus::cuda_on_cpu::sync_block(predicate, Vote::kOr, "__syncthreads_or", where);
  return gradus::cuda_on_cpu::vote_result();
}

inline void __threadfence() { gradus::cuda_on_cpu::fence(); }
inline void __threadfence_block() {}
inline void __threadfence_system() { gradus::cuda_on_cpu::fence(); }
