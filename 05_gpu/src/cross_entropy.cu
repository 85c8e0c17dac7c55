// Cross-entropy and its gradient: softmax's statistics, and no probability ever stored.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/layers/cross_entropy.h>

#include <cmath>

#include "bad_label.h"
#include "online_softmax.cuh"
#include "reduce.cuh"
#include "reduction_plan.h"
#include "softmax.h"

namespace gradus::cuda {
namespace {

// Rows of logits with their labels, in any layout.
template <class T>
struct Samples {
  const T* logits;
  const std::int64_t* labels;
  Index rows, classes, row_step, class_step, label_step, ignored;

  explicit Samples(const KernelCall& call)
      : logits(call.in(0).data<T>()),
        labels(call.in(1).data<std::int64_t>()),
        rows(call.in(0).shape()[0]),
        classes(call.in(0).shape()[1]),
        row_step(call.in(0).strides()[0]),
        class_step(call.in(0).strides()[1]),
        label_step(call.in(1).strides()[0]),
        ignored(call.attributes.as<CrossEntropyAttributes>().ignore_index) {}

  __device__ T logit(Index row, Index c) const { return logits[row * row_step + c * class_step]; }
  __device__ Index label(Index row) const { return labels[row * label_step]; }
  __device__ bool counts(Index row) const { return label(row) != ignored; }
  __device__ bool is_class(Index label) const { return 0 <= label && label < classes; }

  // blockDim.x threads a row.
  dim3 block() const {
    const int width = row_step < class_step ? 1 : threads_for_row(classes);
    return dim3(width, kThreads / width);
  }
  unsigned blocks() const { return blocks_for(rows, block().y, std::numeric_limits<int>::max()); }
};

// The statistics of a row, in all of its threads. Every thread of the block must come.
template <class T>
__device__ Exponentials<T> statistics(const Samples<T>& samples, Index row) {
  using Fold = OnlineSoftmax<T>;
  __shared__ typename Fold::Value part[kWarp];
  typename Fold::Value own = Fold::nothing();
  if (row < samples.rows)
    for (Index c = threadIdx.x; c < samples.classes; c += blockDim.x)
      own = Fold::add(own, samples.logit(row, c), c);
  return row_reduce<Fold>(own, part);
}

template <class T>
__global__ void row_losses(Samples<T> samples, T* loss) {
  const Index row = static_cast<Index>(blockIdx.x) * blockDim.y + threadIdx.y;
  const Exponentials<T> all = statistics(samples, row);
  if (threadIdx.x > 0 || row >= samples.rows) return;
  const Index label = samples.label(row);
  // exercise: softmax/row-loss
  //| loss[row] = log(total(all)) - (samples.logit(row, label) - all.largest); 0 where the row does not count, and NaN, not a
  //| read from somewhere, where the label is no class (samples.counts(row), samples.is_class(label)).
  if (!samples.counts(row))
    loss[row] = 0;
  else if (!samples.is_class(label))
    loss[row] = std::numeric_limits<T>::quiet_NaN();
  else
    loss[row] = std::log(total(all)) - (samples.logit(row, label) - all.largest);
  // end exercise
}

// The sum of the losses, how many rows count, and the first whose label is no class.
struct Losses {
  double sum;
  Index count, bad;
};
struct JoinLosses {
  using Value = Losses;
  static constexpr Value nothing() { return {0, 0, std::numeric_limits<Index>::max()}; }
  static constexpr Value join(const Value& a, const Value& b) {
    return {a.sum + b.sum, a.count + b.count, a.bad < b.bad ? a.bad : b.bad};
  }
};

// One block: the mean of the rows that count, and word of a label that is no class.
template <class T>
__global__ void mean_loss(Samples<T> samples, const T* loss, T* mean, BadLabel* found) {
  __shared__ Losses part[kWarp];
  Losses all = JoinLosses::nothing();
  // exercise: softmax/mean
  //| Every thread takes its share of the rows into `all`: JoinLosses::join(all, {loss[row] as a double, 1 if the row counts,
  //| else 0, row if it counts and its label is no class, else all.bad}). Then all = block_reduce<JoinLosses>(all, part), and
  //| thread 0 writes the mean: the sum divided by the number of rows that count.
  for (Index row = threadIdx.x; row < samples.rows; row += blockDim.x) {
    const bool counts = samples.counts(row), bad = counts && !samples.is_class(samples.label(row));
    all = JoinLosses::join(all, {static_cast<double>(loss[row]), counts, bad ? row : all.bad});
  }
  all = block_reduce<JoinLosses>(all, part);
  if (threadIdx.x == 0) *mean = static_cast<T>(all.sum / static_cast<double>(all.count));
  // end exercise
  if (threadIdx.x == 0 && all.bad < samples.rows)
    *found = {all.bad, samples.label(all.bad), samples.classes};
}

// One block: the upstream gradient divided by the number of rows that count.
template <class T>
__global__ void share_of_row(Samples<T> samples, const T* upstream, T* share) {
  __shared__ Losses part[kWarp];
  Losses all = JoinLosses::nothing();
  for (Index row = threadIdx.x; row < samples.rows; row += blockDim.x)
    all.count += samples.counts(row);
  all = block_reduce<JoinLosses>(all, part);
  if (threadIdx.x == 0) *share = *upstream / static_cast<T>(all.count);
}

template <class T>
__global__ void row_gradients(Samples<T> samples, const T* share, T* gradient, Index row_step,
                              Index class_step) {
  const Index row = static_cast<Index>(blockIdx.x) * blockDim.y + threadIdx.y;
  const Exponentials<T> all = statistics(samples, row);
  if (row >= samples.rows) return;
  const Index label = samples.label(row);
  const bool counts = samples.counts(row);
  // A label that is no class makes the row NaN.
  const T scale = samples.is_class(label) ? *share : std::numeric_limits<T>::quiet_NaN();
  T* g = gradient + row * row_step;
  // exercise: softmax/gradient
  //| g[c * class_step] = scale (softmax(row)[c] - (1 if c is the label, else 0)) for this thread's share of the classes; 0 in
  //| a row that does not count. softmax(row)[c] is e^(logit - largest) / total(all).
  for (Index c = threadIdx.x; c < samples.classes; c += blockDim.x) {
    const T p = exponential(samples.logit(row, c) - all.largest) / total(all);
    g[c * class_step] = counts ? scale * (p - T(c == label)) : T(0);
  }
  // end exercise
}

template <class T>
void forward(const KernelCall& call) {
  throw_bad_label();
  const Samples<T> samples(call);
  T* loss = reinterpret_cast<T*>(call.workspace);
  row_losses<<<samples.blocks(), samples.block(), 0, current_stream()>>>(samples, loss);
  check_launch("cross_entropy");
  mean_loss<<<1, kThreads, 0, current_stream()>>>(samples, loss, call.out().data<T>(), bad_label());
  check_launch("cross_entropy");
}

template <class T>
void backward(const KernelCall& call) {
  const Samples<T> samples(call);
  T* share = reinterpret_cast<T*>(call.workspace);
  const Array& out = call.out();
  share_of_row<<<1, kThreads, 0, current_stream()>>>(samples, call.in(2).data<T>(), share);
  check_launch("cross_entropy_backward");
  row_gradients<<<samples.blocks(), samples.block(), 0, current_stream()>>>(
      samples, share, out.data<T>(), out.strides()[0], out.strides()[1]);
  check_launch("cross_entropy_backward");
}

template <class T>
void add_kernels() {
  ops::cross_entropy.add_kernel(
      {gpu, dtype_of<T>, "online", forward<T>, [](const KernelCall& call) {
         return static_cast<std::size_t>(call.in(0).shape()[0]) * sizeof(T);
       }});
  ops::cross_entropy_backward.add_kernel(
      {gpu, dtype_of<T>, "online", backward<T>, [](const KernelCall&) { return sizeof(T); }});
}

}  // namespace

void register_cross_entropy() {
  add_kernels<float>();
  add_kernels<double>();
}

}  // namespace gradus::cuda
