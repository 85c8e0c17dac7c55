#pragma once
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

/// The settings of ops::normalize.
struct NormalizeAttributes {
  std::uint32_t axes = 0;  ///< bit a: axis a belongs to what is normalised together
  double eps = 1e-5;       ///< keeps the division finite where all numbers are equal
};

namespace ops {
/// Numbers of mean 0 and variance 1: y = (x - mean) / sqrt(var + eps), mean and variance over some
/// axes. var is the mean of (x - mean)^2 (biased). Outputs: y; mean and var, the axes with size 1.
extern Operation normalize;
}  // namespace ops

namespace nn {

/// What ops::normalize gives, with gradients.
struct Normalized {
  Tensor y;     ///< of mean 0 and variance 1
  Tensor mean;  ///< what was subtracted
  Tensor var;   ///< the biased variance
};
/// See ops::normalize. Gradient of y: (g - mean(g) - y mean(g y)) / sqrt(var + eps), means over the
/// same axes.
Normalized normalize(const Tensor& x, const Axes& axes, double eps = 1e-5);

/// Normalises each channel over all samples of a batch, and over all further axes:
/// y = (x - mean) / sqrt(var + eps) * weight + bias. In training with the batch's own mean and
/// (biased) variance, which also move the running ones: running = (1 - momentum) running + momentum
/// of this batch, for the variance the unbiased one. In evaluation with the running ones alone.
/// Source: Ioffe, Szegedy: "Batch normalization" (2015).
/// @param x [N, C] or [N, C, ...]
/// @param running_mean [C]; changed in training
/// @param running_var [C]; changed in training
/// @param weight [C]; may be left out (an undefined tensor), as may the bias
/// @param bias [C]
/// @throws Error where sizes do not fit, and in training when a channel has a single value
Tensor batch_norm(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                  const Tensor& weight = {}, const Tensor& bias = {}, bool training = false,
                  double momentum = 0.1, double eps = 1e-5);

/// Normalises each sample over its last axes: y = (x - mean) / sqrt(var + eps) * weight + bias.
/// Source: Ba, Kiros, Hinton: "Layer normalization" (2016).
/// @param normalized_shape the sizes of these axes, and of weight and bias where they are given
/// @throws Error when the shape of x does not end with normalized_shape
Tensor layer_norm(const Tensor& x, const Shape& normalized_shape, const Tensor& weight = {},
                  const Tensor& bias = {}, double eps = 1e-5);

/// The settings of BatchNorm.
struct BatchNormOptions {
  double eps = 1e-5;      ///< keeps the division finite
  double momentum = 0.1;  ///< how much of the running statistics each batch replaces
  bool affine = true;     ///< whether there are weight and bias
};

/// batch_norm() with its parameters and running statistics, for inputs of some ranks.
class BatchNorm : public Module {
 public:
  Tensor forward(const Tensor& input) override;

  Tensor* weight;               ///< [C], first 1; null without affine
  Tensor* bias;                 ///< [C], first 0; null without affine
  Tensor& running_mean;         ///< [C], first 0
  Tensor& running_var;          ///< [C], first 1
  Tensor& num_batches_tracked;  ///< how many batches moved them: [], int64

 protected:
  /// @param name for messages
  /// @param least_rank of the inputs
  /// @param most_rank of the inputs
  BatchNorm(const char* name, int least_rank, int most_rank, Index num_features,
            const BatchNormOptions& options);
  void reset_own_parameters(std::uint64_t seed, const std::string& prefix) override;

 private:
  const char* name_;
  int least_rank_, most_rank_;
  BatchNormOptions options_;
};

/// Batch normalisation of [N, C] or [N, C, L].
class BatchNorm1d : public BatchNorm {
 public:
  /// @param num_features C
  /// @param options its settings
  explicit BatchNorm1d(Index num_features, const BatchNormOptions& options = {})
      : BatchNorm("BatchNorm1d", 2, 3, num_features, options) {}
};

/// The settings of LayerNorm.
struct LayerNormOptions {
  double eps = 1e-5;               ///< keeps the division finite
  bool elementwise_affine = true;  ///< whether there are weight and bias
};

/// layer_norm() with its parameters.
class LayerNorm : public Module {
 public:
  /// @param normalized_shape the sizes of the last axes of what comes in
  /// @param options its settings
  explicit LayerNorm(const Shape& normalized_shape, const LayerNormOptions& options = {});
  Tensor forward(const Tensor& input) override;

  Tensor* weight;  ///< of the normalized shape, first 1; null without affine
  Tensor* bias;    ///< likewise, first 0

 protected:
  void reset_own_parameters(std::uint64_t seed, const std::string& prefix) override;

 private:
  Shape normalized_shape_;
  double eps_;
};

}  // namespace nn
}  // namespace gradus
