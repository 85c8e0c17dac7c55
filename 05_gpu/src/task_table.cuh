#pragma once
// Many small jobs in one launch.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>
#include <gradus/tensor_autograd/layout.h>

namespace gradus::cuda {

/// The elements that one block does.
inline constexpr int kChunk = 4 * kThreads;

/// Elements from `first` on.
struct Chunk {
  Index first;
  int size;
};

/// Jobs that a kernel does side by side: each has N arrays of `count` elements without gaps, and
/// numbers of its own in device memory. The table itself travels as the kernel's argument, for
/// which there are 4 KB.
// [table]
template <class T, int N>
struct TaskTable {
  static constexpr int kMost = 48;
  int tasks = 0;
  int first_block[kMost + 1] = {0};  // of each task; behind the last, how many blocks there are
  T* array[kMost][N];
  const double* settings[kMost];
  Index count[kMost];
  // [table]

  /// Adds a task on the host; not into a full table.
  void add(T* const (&arrays)[N], const double* numbers, Index elements) {
    for (int n = 0; n < N; ++n) array[tasks][n] = arrays[n];
    settings[tasks] = numbers;
    count[tasks] = elements;
    // exercise: fused-optimizers/add-task
    //| Blocks of kChunk elements each: the new task's first block is first_block[tasks] already. Write down where the
    //| task after it will begin, and count the task. The last block may have less to do; a task of 0 elements has none.
    first_block[tasks + 1] =
        first_block[tasks] + static_cast<int>((elements + kChunk - 1) / kChunk);
    ++tasks;
    // end exercise
  }

  /// The task that a block works at.
  __device__ int task_of(int block) const {
    // exercise: fused-optimizers/task-of
    //| The last task whose first block is not behind this one. Tasks without elements begin where the next one begins: they
    //| have no block. 48 comparisons would do, six are enough: bisect.
    int low = 0, high = tasks;
    while (high - low > 1) {
      const int middle = (low + high) / 2;
      (first_block[middle] <= block ? low : high) = middle;
    }
    return low;
    // end exercise
  }

  /// The part of a task that a block does.
  __device__ Chunk chunk_of(int task, int block) const {
    // exercise: fused-optimizers/chunk
    //| Block first_block[task] does the task's first kChunk elements, the block after it the next kChunk; the last one of
    //| the count[task] elements may have fewer to do. Return {first element, how many}.
    const Index first = Index{kChunk} * (block - first_block[task]), left = count[task] - first;
    return {first, static_cast<int>(left < kChunk ? left : kChunk)};
    // end exercise
  }
};

}  // namespace gradus::cuda
