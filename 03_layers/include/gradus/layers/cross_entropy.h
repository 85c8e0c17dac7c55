#pragma once
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

namespace ops {
/// The mean over rows of logsumexp(row) - row[label]. Inputs: logits [N, C]; labels [N], int64.
extern Operation cross_entropy;
/// Its gradient: upstream * (softmax(row) - onehot(label)) / N. Inputs: logits, labels, upstream
/// [].
extern Operation cross_entropy_backward;
}  // namespace ops

namespace nn {

/// How wrong class scores are: the mean over samples of -log(softmax(logits)[label]).
/// @param logits [N, C], any real numbers
/// @param labels [N], int64, the right classes, from 0 to C - 1
/// @throws Error for labels out of range and sizes that do not fit
Tensor cross_entropy(const Tensor& logits, const Tensor& labels);

}  // namespace nn
}  // namespace gradus
