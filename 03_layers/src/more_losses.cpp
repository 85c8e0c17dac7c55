#include "losses.h"

#include <gradus/common/error.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/index_ops.h>

namespace gradus::nn {

void check_same(const char* name, const Tensor& input, const Tensor& target) {
  if (!(input.shape() == target.shape()))
    fail(name, ": the shapes of input and target differ: ", input.shape(), " and ", target.shape(),
         "; reshape one of them");
  if (!(input.dtype() == target.dtype()))
    fail(name, ": the dtypes of input and target differ: ", input.dtype(), " and ", target.dtype(),
         "; convert one with to(dtype)");
}

Tensor difference(const char* name, const Tensor& input, const Tensor& target) {
  check_same(name, input, target);
  return input - target;
}

Tensor reduced(const Tensor& losses, Reduction reduction, const Tensor& total) {
  if (reduction == Reduction::none) return losses;
  if (reduction == Reduction::sum) return sum(losses);
  return total.defined() ? sum(losses) / total : mean(losses);
}

LabelledRows::LabelledRows(const char* name, const Tensor& scores, const Tensor& row_labels,
                           const Tensor& class_weight, std::optional<Index> ignore_index)
    : labels(row_labels) {
  if (scores.dim() != 2 || !(labels.shape() == Shape{scores.size(0)}) || !(labels.dtype() == int64))
    fail(name, ": needs scores [N, C] and int64 labels [N], not ", scores.shape(), " ",
         scores.dtype(), " and ", labels.shape(), " ", labels.dtype());
  const Index classes = scores.size(1);
  if (class_weight.defined() && !(class_weight.shape() == Shape{classes}))
    fail(name, ": the weights of the classes are [", classes, "], not ", class_weight.shape());
  const std::vector<std::int64_t> all = to_vector<std::int64_t>(labels.array());
  for (std::size_t row = 0; row < all.size(); ++row)
    if ((all[row] < 0 || all[row] >= classes) && all[row] != ignore_index)
      fail(name, ": label ", all[row], " of sample ", row, " is not from 0 to ", classes - 1);

  counted = ignore_index ? ne(labels, *ignore_index) : ge(labels, 0);
  labels = where(counted, labels, 0);
  weight = to(counted, scores.dtype());
  if (class_weight.defined()) weight = weight * index_select(class_weight, 0, labels);
}

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  return reduced(square(difference("mse_loss", input, target)), reduction);
}

Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  return reduced(abs(difference("l1_loss", input, target)), reduction);
}

Tensor hinge_loss(const Tensor& scores, const Tensor& targets, Reduction reduction) {
  check_same("hinge_loss", scores, targets);
  return reduced(relu(1 - targets * scores), reduction);
}

Tensor nll_loss(const Tensor& log_probabilities, const Tensor& labels, const NLLOptions& options) {
  const LabelledRows rows("nll_loss", log_probabilities, labels, options.weight,
                          options.ignore_index);
  const Tensor right = squeeze(gather(log_probabilities, 1, unsqueeze(rows.labels, 1)), 1);
  return reduced(where(rows.counted, -right * rows.weight, 0), options.reduction, sum(rows.weight));
}

Tensor cross_entropy(const Tensor& logits, const Tensor& labels,
                     const CrossEntropyOptions& options) {
  const double smoothing = options.label_smoothing;
  if (!(smoothing >= 0 && smoothing <= 1))
    fail("cross_entropy: label_smoothing is from 0 to 1, not ", smoothing);
  if (!options.weight.defined() && smoothing == 0 && options.reduction == Reduction::mean)
    return fused_cross_entropy(logits, labels, options.ignore_index);
  const LabelledRows rows("cross_entropy", logits, labels, options.weight, options.ignore_index);
  const Tensor log_p = log_softmax(logits, 1);
  Tensor losses = -squeeze(gather(log_p, 1, unsqueeze(rows.labels, 1)), 1) * rows.weight;
  if (smoothing > 0) {
    const Tensor all =
        options.weight.defined() ? sum(log_p * options.weight, {1}) : sum(log_p, {1});
    losses = losses * (1 - smoothing) - all * (smoothing / static_cast<double>(logits.size(1)));
  }
  return reduced(where(rows.counted, losses, 0), options.reduction, sum(rows.weight));
}

}  // namespace gradus::nn
