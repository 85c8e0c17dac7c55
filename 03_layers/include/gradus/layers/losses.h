#pragma once
#include <gradus/layers/cross_entropy.h>

#include <type_traits>
#include <utility>

namespace gradus::nn {

/// How the losses of single elements or samples become one number.
enum class Reduction {
  mean,  ///< their mean; where classes have weights, the weighted mean
  sum,   ///< their sum
  none   ///< not at all
};

// How far numbers are from their targets. Input and target have the same shape: [N, 1] beside [N]
// would broadcast to [N, N] and be a number all the same, so it is an error.

/// The squared difference: (input - target)^2.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
/// The absolute difference: |input - target|. Gradient 0 where they are equal.
Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);

/// The settings of huber_loss.
struct HuberOptions {
  double delta = 1;  ///< where the parabola ends and the straight lines begin
  Reduction reduction = Reduction::mean;
};
/// With d = |input - target|: d^2 / 2 up to delta, delta (d - delta / 2) beyond it, so that single
/// targets that are far off do not pull harder and harder.
/// Source: Huber: "Robust estimation of a location parameter" (1964).
/// @param options its settings
/// @throws Error unless delta is positive
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberOptions& options = {});

// How wrong scores are, with one class right for each sample. Labels out of range are an Error that
// names the sample.

/// The settings of nll_loss.
struct NLLOptions {
  Tensor weight = {};         ///< of each class: [C]; undefined: 1
  Index ignore_index = -100;  ///< samples with this label do not count
  Reduction reduction = Reduction::mean;
};
/// Minus the logarithmic probability of the right class: -log_probabilities[n, label[n]].
/// @param log_probabilities [N, C], for instance from log_softmax
/// @param labels [N], int64
/// @param options which samples count, and how much
Tensor nll_loss(const Tensor& log_probabilities, const Tensor& labels,
                const NLLOptions& options = {});

/// The settings of cross_entropy.
struct CrossEntropyOptions {
  Tensor weight = {};         ///< of each class: [C]; undefined: 1
  Index ignore_index = -100;  ///< samples with this label do not count
  Reduction reduction = Reduction::mean;
  /// The right class is wanted with probability 1 - label_smoothing + label_smoothing / C only,
  /// each other one with label_smoothing / C.
  double label_smoothing = 0;
};
/// nll_loss of log_softmax(logits), with smoothed labels where that is asked for. Without weights
/// and smoothing, and for the mean, the fused cross_entropy(). Source of the smoothing: Szegedy et
/// al.: "Rethinking the inception architecture" (2016).
/// @param logits [N, C]
/// @param labels [N], int64
/// @param options weights, smoothing and the rest
/// @throws Error for a smoothing that is not from 0 to 1
Tensor cross_entropy(const Tensor& logits, const Tensor& labels,
                     const CrossEntropyOptions& options);

/// The settings of binary_cross_entropy_with_logits.
struct BCEWithLogitsOptions {
  Tensor weight = {};      ///< of each element, broadcast; undefined: 1
  Tensor pos_weight = {};  ///< of the targets' 1s, broadcast; undefined: 1
  Reduction reduction = Reduction::mean;
};
/// For yes-or-no questions: -(t log s + (1 - t) log(1 - s)) with s = sigmoid(logit), computed so
/// that nothing overflows and no logarithm of 0 is taken.
/// @param logits any real numbers
/// @param targets t, from 0 to 1, of the same shape and dtype
/// @param options its settings
Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& targets,
                                        const BCEWithLogitsOptions& options = {});

/// The settings of multi_margin_loss.
struct MultiMarginOptions {
  int p = 1;           ///< 1 or 2
  double margin = 1;   ///< by how much the right score shall exceed all others
  Tensor weight = {};  ///< of each class: [C]; undefined: 1
  Reduction reduction = Reduction::mean;
};
/// The hinge loss of several classes: the sum over the wrong classes c of
/// max(0, margin - x[label] + x[c])^p, divided by the number of classes.
/// @param scores x, [N, C]
/// @param labels [N], int64
/// @param options its settings
Tensor multi_margin_loss(const Tensor& scores, const Tensor& labels,
                         const MultiMarginOptions& options = {});

/// The hinge loss of two classes: max(0, 1 - target score).
/// @param scores any real numbers
/// @param targets -1 or 1, of the same shape and dtype
Tensor hinge_loss(const Tensor& scores, const Tensor& targets,
                  Reduction reduction = Reduction::mean);

/// A loss together with its settings, to be called as `loss(output, targets)`.
template <class Options, Tensor (*function)(const Tensor&, const Tensor&, Options)>
class Loss {
 public:
  /// @param options the settings
  explicit Loss(std::remove_cvref_t<Options> options = {}) : options_(std::move(options)) {}
  /// The loss of a network's output.
  Tensor operator()(const Tensor& output, const Tensor& targets) const {
    return function(output, targets, options_);
  }

 private:
  std::remove_cvref_t<Options> options_;
};

using MSELoss = Loss<Reduction, mse_loss>;                                 ///< mse_loss()
using L1Loss = Loss<Reduction, l1_loss>;                                   ///< l1_loss()
using HuberLoss = Loss<const HuberOptions&, huber_loss>;                   ///< huber_loss()
using NLLLoss = Loss<const NLLOptions&, nll_loss>;                         ///< nll_loss()
using CrossEntropyLoss = Loss<const CrossEntropyOptions&, cross_entropy>;  ///< cross_entropy()
/// binary_cross_entropy_with_logits()
using BCEWithLogitsLoss = Loss<const BCEWithLogitsOptions&, binary_cross_entropy_with_logits>;
using MultiMarginLoss =
    Loss<const MultiMarginOptions&, multi_margin_loss>;  ///< multi_margin_loss()
using HingeLoss = Loss<Reduction, hinge_loss>;           ///< hinge_loss()

}  // namespace gradus::nn
