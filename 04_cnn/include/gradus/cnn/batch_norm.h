#pragma once
#include <gradus/layers/normalization.h>

namespace gradus {

/// The settings of ops::batch_norm_rows and its kin.
struct BatchNormRowsAttributes {
  double eps = 1e-5;      ///< keeps the division finite
  bool relu = false;      ///< whether negative results become 0
  bool added = false;     ///< whether there is a residual
  bool residual = false;  ///< backward only: whether the residual's gradient is wanted
};

namespace ops {
/// Normalises the columns of a matrix and what follows in one pass: y[p, c] = (x[p, c] - mean[c]) /
/// sqrt(var[c] + eps) * weight[c] + bias[c] + residual[p, c], and at least 0 with `relu`. Inputs: x
/// [P, C], row after row; weight [C]; bias [C]; perhaps residual [P, C]. Outputs: y; mean [C] and
/// (biased) var [C] of the columns.
extern Operation batch_norm_rows;
/// The same with given numbers: y[p, c] = x[p, c] scale[c] + shift[c] + residual[p, c], and at
/// least 0 with `relu`. Inputs: x [P, C], scale [C], shift [C], perhaps residual [P, C].
extern Operation affine_rows;
/// y of batch_norm_rows once more, from statistics that are known. Inputs: x, weight, bias, mean,
/// var, perhaps residual.
extern Operation batch_norm_again;
/// The gradient of batch_norm_rows, from the upstream gradient of y and the inputs of
/// batch_norm_again. Outputs: of x; of weight and bias, [2, C]; of the residual (the upstream
/// gradient where y > 0).
extern Operation batch_norm_rows_backward;
}  // namespace ops

namespace nn {

/// Batch normalisation of [N, C, H, W]: the mean and variance of each channel over all images and
/// pixels. Source: Ioffe, Szegedy: "Batch normalization" (2015).
class BatchNorm2d : public BatchNorm {
 public:
  /// @param num_features C
  /// @param options its settings
  explicit BatchNorm2d(Index num_features, const BatchNormOptions& options = {})
      : BatchNorm("BatchNorm2d", 4, 4, num_features, options),
        eps(options.eps),
        momentum(options.momentum) {}
  Tensor forward(const Tensor& input) override;

  double eps, momentum;  ///< as in the options
};

/// Batch normalisation of images [N, C, H, W], then perhaps a residual added and a ReLU, all in one
/// operation:
///
///     y = relu((x - mean) / sqrt(var + eps) * weight + bias + residual)
///
/// In training mean and variance of each channel over the batch, which move the layer's running
/// ones; in evaluation the running ones. Equal to relu(norm(x) + residual), but goes through memory
/// less often, and keeps only x for backward:
/// y, which the next convolution needs too, is computed again there.
/// @param norm weight, bias, running statistics and mode
/// @param residual of the shape of x; may be left out (an undefined tensor)
/// @param with_relu whether there is a ReLU at the end
/// @throws Error where sizes do not fit, and in training when a channel has a single value
Tensor batch_norm_act(BatchNorm2d& norm, const Tensor& x, const Tensor& residual = {},
                      bool with_relu = true);

}  // namespace nn
}  // namespace gradus
