#include "cross_entropy.h"

#include <gradus/common/error.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/compare.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>

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

extern const Rule backward_rule;

const Rule cross_entropy_rule{"cross_entropy", &ops::cross_entropy, 3, 0, [](BackwardCall& call) {
                                const Tensor logits = call.input(0), labels = call.input(1);
                                const Tensor upstream = call.grad();
                                call.give(0, apply(backward_rule, {&logits, &labels, &upstream},
                                                   call.attributes<CrossEntropyAttributes>()));
                              }};

// The gradient's own gradient. With p = softmax(row), v the upstream gradient, n the number of rows
// that count: d/d(logits) = upstream / n p (v - sum(p v)) for these rows, d/d(upstream) =
// sum(v (p - onehot)) / n.
const Rule backward_rule{
    "cross_entropy_backward", &ops::cross_entropy_backward, 7, 0, [](BackwardCall& call) {
      const Tensor logits = call.input(0), labels = call.input(1), upstream = call.input(2);
      const auto& settings = call.attributes<CrossEntropyAttributes>();
      const Tensor v = call.grad();
      if (call.needs(0)) {
        const Tensor counted = to(ne(labels, settings.ignore_index), logits.dtype());
        const Tensor p = nn::softmax(logits, 1), scale = upstream * counted / sum(counted);
        call.give(0, unsqueeze(scale, 1) * p * (v - sum(p * v, {1}, true)));
      }
      if (call.needs(2)) {
        const Tensor one = number(1, logits.dtype(), logits.device());
        call.give(2, sum(v * apply(backward_rule, {&logits, &labels, &one}, settings)));
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
  return fused_cross_entropy(logits, labels, CrossEntropyAttributes().ignore_index);
}

Tensor fused_cross_entropy(const Tensor& logits, const Tensor& labels, Index ignore_index) {
  return apply(cross_entropy_rule, {&logits, &labels}, CrossEntropyAttributes{ignore_index});
}

}  // namespace nn
}  // namespace gradus
