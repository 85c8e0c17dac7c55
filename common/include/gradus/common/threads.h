#pragma once
#include <gradus/common/function_ref.h>

#include <cstdint>

namespace gradus {

/// How many threads parallel_for uses, the calling one included. At first: the environment
/// variable GRADUS_THREADS, else the number of processors that the program may use.
/// @throws Error if GRADUS_THREADS is not a whole number from 1 to 1024
int num_threads();

/// Sets how many threads parallel_for uses from now on.
/// @throws Error unless 1 <= count <= 1024, or when called inside parallel_for
void set_num_threads(int count);

/// Runs body(first, last) on contiguous slices that together cover [begin, end), in parallel.
///
/// There are min(num_threads(), (end - begin) / grain) slices, at least one, of sizes that differ
/// by at most 1. The slices depend on these numbers alone: not on timing, nor on whether they run
/// in parallel. One slice, a call inside a body, and a call while another thread has the pool run
/// on the calling thread. If slices throw, all others still run; then the exception of the first
/// of them (by position) leaves parallel_for. An empty range calls nothing.
///
/// The helper threads spin for a short while before they sleep, so that a call costs about a
/// microsecond when it follows another closely.
/// @param grain the least size of a slice that is worth a thread; below 1 counts as 1
void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                  const FunctionRef<void(std::int64_t, std::int64_t)>& body);

}  // namespace gradus
