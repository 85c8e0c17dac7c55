// Clipping of gradients: the norm of all of them, and the factor for all of them.
#include <gradus/common/error.h>
#include <gradus/layers/clip_formulas.h>
#include <gradus/layers/clip_grad.h>

#include "optimizers.cuh"
#include "update_all.cuh"

namespace gradus::cuda {
namespace {

// The larger of two numbers; NaN, where one is.
__device__ double larger(double a, double b) { return a > b || a != a ? a : b; }

// What all threads of the block have, added up or the largest of it, by thread 0. Always in the
// same order, so always with the same rounding.
__device__ double fold_block(double own, bool euclidean) {
  __shared__ double values[kThreads];
  const int i = threadIdx.x;
  values[i] = own;
  // exercise: fused-optimizers/fold
  //| Fold values[0] to values[kThreads - 1] into values[0]: the upper half onto the lower one, then the upper half of
  //| that, ... Two numbers a and b become a + b, or larger(a, b) unless `euclidean`. Nobody may read what another thread
  //| has not yet written.
  for (int half = kThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (i < half)
      values[i] = euclidean ? values[i] + values[i + half] : larger(values[i], values[i + half]);
  }
  // end exercise
  return i == 0 ? values[0] : 0;  // the others may still be where it is written
}

// A block a chunk of a gradient.
template <class T>
__global__ void norm_of_chunks(TaskTable<const T, 1> table, double* partial, bool euclidean) {
  const int task = table.task_of(blockIdx.x);
  const Chunk chunk = table.chunk_of(task, blockIdx.x);
  double own = 0;
  for (int i = threadIdx.x; i < chunk.size; i += blockDim.x) {
    const double x = table.array[task][0][chunk.first + i];
    own = euclidean ? own + x * x : larger(x < 0 ? -x : x, own);
  }
  own = fold_block(own, euclidean);
  if (threadIdx.x == 0) partial[blockIdx.x] = own;
}

// One block for the rest.
__global__ void norm_of_partials(const double* partial, Index count, double* norm, bool euclidean) {
  double own = 0;
  for (Index i = threadIdx.x; i < count; i += blockDim.x)
    own = euclidean ? own + partial[i] : larger(partial[i], own);
  own = fold_block(own, euclidean);
  if (threadIdx.x == 0) *norm = euclidean ? std::sqrt(own) : own;
}

Index chunks_of(const Array& array) { return (array.numel() + kChunk - 1) / kChunk; }

std::size_t norm_workspace(const KernelCall& call) {
  Index chunks = 0;
  for (const Array* array : call.inputs) chunks += chunks_of(*array);
  return static_cast<std::size_t>(chunks) * sizeof(double);
}

template <class T>
void norm_kernel(const KernelCall& call) {
  const bool euclidean = call.attributes.as<NormAttributes>().norm_type == 2;
  auto* partial = reinterpret_cast<double*>(call.workspace);
  Index done = 0;
  TaskTable<const T, 1> table;
  const auto launch = [&] {
    const int blocks = table.first_block[table.tasks];
    if (blocks > 0)
      norm_of_chunks<T>
          <<<blocks, kThreads, 0, current_stream()>>>(table, partial + done, euclidean);
    check_launch("total_norm");
    done += blocks;
    table.tasks = 0;
  };
  for (const Array* array : call.inputs) {
    if (table.tasks == table.kMost) launch();
    table.add({array->data<T>()}, nullptr, array->numel());
  }
  launch();
  norm_of_partials<<<1, kThreads, 0, current_stream()>>>(partial, done, call.out().data<double>(),
                                                         euclidean);
  check_launch("total_norm");
}

struct ClipRule {
  static constexpr int kArrays = 1, kReadOnly = -1;
  double most;
  static void arrays(const KernelCall& call, Array (&arrays)[1]) { arrays[0] = call.out(); }
};

template <class T>
struct ClipNormRule : ClipRule {
  static const double* settings(const KernelCall& call) { return call.in(1).data<double>(); }
  __device__ double make(const double* norm) const {
    // 0 * infinity and NaN would spread.
    return isfinite(*norm) ? formulas::clip_coefficient(*norm, most) : 1.0;
  }
  __device__ void apply(double factor, T* g) const {
    g[0] = static_cast<T>(static_cast<double>(g[0]) * factor);
  }
};

template <class T>
struct ClipValueRule : ClipRule {
  static const double* settings(const KernelCall&) { return nullptr; }
  __device__ T make(const double*) const { return static_cast<T>(most); }
  __device__ void apply(T limit, T* g) const { formulas::clip_to_range(g[0], limit); }
};

template <class T>
void clip_norm_all(std::span<const KernelCall> calls) {
  const double most = calls[0].attributes.as<ClipAttributes>().most;
  run_updates<T>("clip_norm", ClipNormRule<T>{{most}}, calls);
}

template <class T>
void clip_value_all(std::span<const KernelCall> calls) {
  const double most = calls[0].attributes.as<ClipAttributes>().most;
  run_updates<T>("clip_value", ClipValueRule<T>{{most}}, calls);
}

template <class T>
void add_clipping() {
  ops::total_norm.add_kernel({gpu, dtype_of<T>, "fused", norm_kernel<T>, norm_workspace});
  add_many<clip_norm_all<T>>(ops::clip_norm, dtype_of<T>);
  add_many<clip_value_all<T>>(ops::clip_value, dtype_of<T>);
}

}  // namespace

void register_clipping() {
  add_clipping<float>();
  add_clipping<double>();
}

}  // namespace gradus::cuda
