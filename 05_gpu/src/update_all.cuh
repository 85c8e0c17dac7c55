#pragma once
// An update rule applied to the elements of many arrays.
#include <gradus/tensor_autograd/operation.h>

#include <limits>
#include <span>

#include "task_table.cuh"
#include "walk.cuh"

namespace gradus::cuda {

/// One element of each of N arrays. `Rule` has kArrays of them, of which all but number kReadOnly
/// change, and make(settings), which gives a formula, apply(formula, value) applies to an element.
template <class Rule, class T, class Formula>
__device__ void update_element(const Rule& rule, const Formula& formula,
                               T* const (&array)[Rule::kArrays], const Index (&at)[Rule::kArrays]) {
  T value[Rule::kArrays];
  for (int n = 0; n < Rule::kArrays; ++n) value[n] = array[n][at[n]];
  rule.apply(formula, value);
  for (int n = 0; n < Rule::kArrays; ++n)
    if (n != Rule::kReadOnly) array[n][at[n]] = value[n];
}

// [update]
template <class T, class Rule>
__global__ void update_all(TaskTable<T, Rule::kArrays> table, Rule rule) {
  const int task = table.task_of(blockIdx.x);
  const auto formula = rule.make(table.settings[task]);
  const auto update = [&](Index i) {
    Index at[Rule::kArrays];
    for (Index& offset : at) offset = i;
    update_element(rule, formula, table.array[task], at);
  };
  const Chunk chunk = table.chunk_of(task, blockIdx.x);
  for (int i = threadIdx.x; i < chunk.size; i += blockDim.x) update(chunk.first + i);
}
// [update]

/// Arrays of any layout, one launch for each parameter.
template <class T, class Rule>
__global__ void update_strided(Walk<Rule::kArrays, Index> walk, TaskTable<T, Rule::kArrays> table,
                               Rule rule) {
  const auto formula = rule.make(table.settings[0]);
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < table.count[0]; i += step) {
    Index at[Rule::kArrays];
    walk.offsets(i, at);
    update_element(rule, formula, table.array[0], at);
  }
}

/// Does all calls. rule.arrays(call, arrays) says which arrays a call changes, rule.settings(call)
/// where its numbers lie.
template <class T, class Rule>
void run_updates(const char* name, const Rule& rule, std::span<const KernelCall> calls) {
  constexpr int N = Rule::kArrays;
  TaskTable<T, N> table;
  const auto launch = [&] {
    if (table.first_block[table.tasks] > 0)
      update_all<<<table.first_block[table.tasks], kThreads, 0, current_stream()>>>(table, rule);
    check_launch(name);
    table.tasks = 0;
  };
  for (const KernelCall& call : calls) {
    Array arrays[N];
    rule.arrays(call, arrays);
    const double* settings = rule.settings(call);
    std::array<const Layout*, N> layouts;
    T* data[N];
    for (std::size_t n = 0; n < N; ++n) {
      layouts[n] = &arrays[n].layout;
      data[n] = arrays[n].template data<T>();
    }
    const Index count = arrays[0].numel();
    const Loop<N> loop = plan_loop<N>(layouts);
    bool dense = loop.rank == 1;
    for (const Index stride : loop.stride[0]) dense = dense && stride == 1;
    if (dense) {
      if (table.tasks == table.kMost) launch();
      table.add(data, settings, count);
    } else if (count > 0) {
      TaskTable<T, N> one;
      one.add(data, settings, count);
      update_strided<<<blocks_for(count), kThreads, 0, current_stream()>>>(Walk<N, Index>(loop),
                                                                           one, rule);
      check_launch(name);
    }
  }
  launch();
}

}  // namespace gradus::cuda
