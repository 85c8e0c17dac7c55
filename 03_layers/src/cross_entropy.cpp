#include "cross_entropy.h"

#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/tensor_autograd/exponential.h>

#include <algorithm>
#include <cmath>

namespace gradus {
namespace {

// Rows of logits with their labels.
template <class T>
struct Samples {
  explicit Samples(const KernelCall& call)
      : rows(call.in(0).shape()[0]),
        classes(call.in(0).shape()[1]),
        logits_(call.in(0)),
        labels_(call.in(1)),
        ignored_(call.attributes.as<CrossEntropyAttributes>().ignore_index) {}
  const Index rows, classes;

  // How many rows count.
  Index count() const {
    Index result = 0;
    for (Index row = 0; row < rows; ++row) result += labels_(row) != ignored_;
    return result;
  }
  T logit(Index row, Index c) const { return logits_(row, c); }
  T largest(Index row) const {
    T most = logit(row, 0);
    for (Index c = 1; c < classes; ++c) most = std::max(most, logit(row, c));
    return most;
  }
  // Runs body(row, label) for all rows that count and ignored(row) for the others, in parallel.
  template <class Body, class Ignored>
  void for_each(Body body, Ignored ignored) const {
    parallel_for(0, rows, std::max<Index>(1, 4096 / classes), [&](Index begin, Index end) {
      for (Index row = begin; row < end; ++row) {
        const Index label = labels_(row);
        if (label == ignored_)
          ignored(row);
        else if (label < 0 || label >= classes)
          fail("cross_entropy: label ", label, " of sample ", row, " is not from 0 to ",
               classes - 1);
        else
          body(row, label);
      }
    });
  }

 private:
  View<T> logits_;
  View<std::int64_t> labels_;
  Index ignored_;
};

}  // namespace

template <class T>
std::size_t cross_entropy_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(call.in(0).shape()[0]) * sizeof(T);
}

template <class T>
void cross_entropy_kernel(const KernelCall& call) {
  const Samples<T> samples(call);
  T* loss = reinterpret_cast<T*>(call.workspace);
  const auto row_loss = [&](Index row, Index label) {
    // exercise: losses/row
    //| loss[row] = log(sum over c of exp(logit(row, c))) - logit(row, label). exp overflows for large numbers: subtract
    //| the row's largest logit from all of them first, which changes nothing in the result. Use samples.classes,
    //| samples.logit(row, c) and samples.largest(row).
    const T largest = samples.largest(row);
    T sum = 0;
    for (Index c = 0; c < samples.classes; ++c)
      sum += formulas::exponential(samples.logit(row, c) - largest);
    loss[row] = std::log(sum) - (samples.logit(row, label) - largest);
    // end exercise
  };
  samples.for_each(row_loss, [&](Index row) { loss[row] = 0; });
  double total = 0;
  for (Index row = 0; row < samples.rows; ++row) total += static_cast<double>(loss[row]);
  *call.out().data<T>() = static_cast<T>(total / static_cast<double>(samples.count()));
}

template <class T>
void cross_entropy_backward_kernel(const KernelCall& call) {
  const Samples<T> samples(call);
  const T scale = *call.in(2).data<T>() / static_cast<T>(samples.count());
  const View<T> gradient(call.out());
  const auto row_gradient = [&](Index row, Index label) {
    // exercise: losses/row-backward
    //| gradient(row, c) = scale * (softmax(row)[c] - (1 if c is the label, else 0)). `scale` is the upstream gradient
    //| divided by the number of samples: the loss is a mean.
    const T largest = samples.largest(row);
    T sum = 0;
    for (Index c = 0; c < samples.classes; ++c)
      sum += gradient(row, c) = formulas::exponential(samples.logit(row, c) - largest);
    for (Index c = 0; c < samples.classes; ++c) gradient(row, c) *= scale / sum;
    gradient(row, label) -= scale;
    // end exercise
  };
  samples.for_each(row_gradient, [&](Index row) {
    for (Index c = 0; c < samples.classes; ++c) gradient(row, c) = 0;
  });
}

template std::size_t cross_entropy_workspace<float>(const KernelCall&);
template std::size_t cross_entropy_workspace<double>(const KernelCall&);
template void cross_entropy_kernel<float>(const KernelCall&);
template void cross_entropy_kernel<double>(const KernelCall&);
template void cross_entropy_backward_kernel<float>(const KernelCall&);
template void cross_entropy_backward_kernel<double>(const KernelCall&);

}  // namespace gradus
