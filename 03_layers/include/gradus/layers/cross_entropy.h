#pragma once
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

/// The settings of ops::cross_entropy.
struct CrossEntropyAttributes {
  Index ignore_index = -100;  ///< rows with this label do not count
};

namespace ops {
/// The mean over rows of logsumexp(row) - row[label]. Inputs: logits [N, C]; labels [N], int64.
extern Operation cross_entropy;
/// Its gradient: upstream * (softmax(row) - onehot(label)) / (how many rows count), and 0 for a row
/// that does not. Inputs: logits, labels, upstream [].
extern Operation cross_entropy_backward;
}  // namespace ops

namespace nn {

/// How wrong class scores are: the mean over samples of -log(softmax(logits)[label]). Samples with
/// the label -100 do not count.
/// @param logits [N, C], any real numbers
/// @param labels [N], int64, the right classes, from 0 to C - 1
/// @throws Error for labels out of range and sizes that do not fit
Tensor cross_entropy(const Tensor& logits, const Tensor& labels);
/// The same, with another label for samples that do not count; `logits` and `labels` as there.
/// @param ignore_index that label
Tensor fused_cross_entropy(const Tensor& logits, const Tensor& labels, Index ignore_index);

}  // namespace nn
}  // namespace gradus
