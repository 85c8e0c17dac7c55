#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/loop.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <cmath>

namespace gradus {
namespace {

void check_cross_entropy(const Operation& op, Inputs inputs) {
  const Array &logits = *inputs[0], &labels = *inputs[1];
  if (logits.rank() != 2 || !(labels.shape() == Shape{logits.shape()[0]}) ||
      !(labels.dtype == int64))
    fail(op.name(), ": needs logits [N, C] and int64 labels [N], not ", logits.shape(), " ",
         logits.dtype, " and ", labels.shape(), " ", labels.dtype);
  if (logits.numel() == 0)
    fail(op.name(), ": there are no samples or no classes: ", logits.shape());
}

void infer_cross_entropy(const Operation& op, Inputs inputs, const Attributes&,
                         OutputSpecs& outputs) {
  check_cross_entropy(op, inputs);
  outputs.push_back({{}, {}, inputs[0]->dtype});
}

void infer_cross_entropy_backward(const Operation& op, Inputs inputs, const Attributes&,
                                  OutputSpecs& outputs) {
  check_cross_entropy(op, inputs);
  const Shape& shape = inputs[0]->shape();
  outputs.push_back({shape, contiguous_strides(shape), inputs[0]->dtype});
}

// Rows of logits with their labels.
template <class T>
struct Samples {
  explicit Samples(const KernelCall& call)
      : count(call.in(0).shape()[0]),
        classes(call.in(0).shape()[1]),
        logits_(call.in(0)),
        labels_(call.in(1)) {}
  const Index count, classes;

  Index label(Index row) const {
    const Index label = labels_(row);
    if (label < 0 || label >= classes)
      fail("cross_entropy: label ", label, " of sample ", row, " is not from 0 to ", classes - 1);
    return label;
  }
  T logit(Index row, Index c) const { return logits_(row, c); }
  T largest(Index row) const {
    T most = logit(row, 0);
    for (Index c = 1; c < classes; ++c) most = std::max(most, logit(row, c));
    return most;
  }
  // Runs body(row) for all rows, in parallel.
  template <class Body>
  void for_each(Body body) const {
    parallel_for(0, count, std::max<Index>(1, 1024 / classes), [&](Index begin, Index end) {
      for (Index row = begin; row < end; ++row) body(row);
    });
  }

 private:
  View<T> logits_;
  View<std::int64_t> labels_;
};

template <class T>
std::size_t cross_entropy_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(call.in(0).shape()[0]) * sizeof(T);
}

template <class T>
void cross_entropy_kernel(const KernelCall& call) {
  const Samples<T> samples(call);
  T* loss = reinterpret_cast<T*>(call.workspace);
  samples.for_each([&](Index row) {
    const Index label = samples.label(row);
    // exercise: losses/row
    //| loss[row] = log(sum over c of exp(logit(row, c))) - logit(row, label). exp overflows for large numbers: subtract
    //| the row's largest logit from all of them first, which changes nothing in the result. Use samples.classes,
    //| samples.logit(row, c) and samples.largest(row).
    const T largest = samples.largest(row);
    T sum = 0;
    for (Index c = 0; c < samples.classes; ++c) sum += std::exp(samples.logit(row, c) - largest);
    loss[row] = std::log(sum) - (samples.logit(row, label) - largest);
    // end exercise
  });
  double total = 0;
  for (Index row = 0; row < samples.count; ++row) total += static_cast<double>(loss[row]);
  *call.out().data<T>() = static_cast<T>(total / static_cast<double>(samples.count));
}

template <class T>
void cross_entropy_backward_kernel(const KernelCall& call) {
  const Samples<T> samples(call);
  const T scale = *call.in(2).data<T>() / static_cast<T>(samples.count);
  const View<T> gradient(call.out());
  samples.for_each([&](Index row) {
    const Index label = samples.label(row);
    // exercise: losses/row-backward
    //| gradient(row, c) = scale * (softmax(row)[c] - (1 if c is the label, else 0)). `scale` is the upstream gradient
    //| divided by the number of samples: the loss is a mean.
    const T largest = samples.largest(row);
    T sum = 0;
    for (Index c = 0; c < samples.classes; ++c)
      sum += gradient(row, c) = std::exp(samples.logit(row, c) - largest);
    for (Index c = 0; c < samples.classes; ++c) gradient(row, c) *= scale / sum;
    gradient(row, label) -= scale;
    // end exercise
  });
}

extern const Rule backward_rule;

const Rule cross_entropy_rule{"cross_entropy", &ops::cross_entropy, 3, 0, [](BackwardCall& call) {
                                const Tensor logits = call.input(0), labels = call.input(1);
                                const Tensor upstream = call.grad();
                                call.give(0, apply(backward_rule, {&logits, &labels, &upstream}));
                              }};

// The softmax of each row, written with operations that can be differentiated. The row's largest
// element is a constant: it cancels.
Tensor softmax_rows(const Tensor& logits) {
  const Array& array = logits.array();
  Array largest = Array::empty({logits.size(0), 1}, logits.dtype());
  with_type(logits.dtype(), "softmax", [&](auto type) {
    using T = decltype(type);
    const View<T> from(array);
    for (Index row = 0; row < logits.size(0); ++row) {
      T most = from(row, 0);
      for (Index c = 1; c < logits.size(1); ++c) most = std::max(most, from(row, c));
      largest.data<T>()[row] = most;
    }
  });
  const Tensor e = exp(logits - Tensor(largest));
  return e / sum(e, {1}, true);
}

// The gradient's own gradient. With p = softmax(row), v the upstream gradient, s = upstream / N:
// d/d(logits) = s p (v - sum(p v)), d/d(upstream) = sum(v (p - onehot)) / N.
const Rule backward_rule{
    "cross_entropy_backward", &ops::cross_entropy_backward, 7, 0, [](BackwardCall& call) {
      const Tensor logits = call.input(0), labels = call.input(1), upstream = call.input(2);
      const Tensor v = call.grad();
      const double samples = static_cast<double>(logits.size(0));
      if (call.needs(0)) {
        const Tensor p = softmax_rows(logits);
        call.give(0, upstream * (1 / samples) * p * (v - sum(p * v, {1}, true)));
      }
      if (call.needs(2)) {
        const Tensor one(1.0, logits.dtype());
        call.give(2, sum(v * apply(backward_rule, {&logits, &labels, &one})));
      }
    }};

}  // namespace

namespace ops {
Operation cross_entropy(
    "cross_entropy", infer_cross_entropy,
    {{cpu, float32, "fused", cross_entropy_kernel<float>, cross_entropy_workspace<float>},
     {cpu, float64, "fused", cross_entropy_kernel<double>, cross_entropy_workspace<double>}});
Operation cross_entropy_backward("cross_entropy_backward", infer_cross_entropy_backward,
                                 {{cpu, float32, "fused", cross_entropy_backward_kernel<float>},
                                  {cpu, float64, "fused", cross_entropy_backward_kernel<double>}});
}  // namespace ops

namespace nn {

Tensor cross_entropy(const Tensor& logits, const Tensor& labels) {
  return apply(cross_entropy_rule, {&logits, &labels});
}

}  // namespace nn
}  // namespace gradus
