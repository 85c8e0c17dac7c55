#pragma once
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

namespace ops {
/// out[n, j] = sum over k of x[n, k] * weight[j, k], + bias[j] where there is a third input.
/// Shapes [N, in], [out, in], [out] -> [N, out].
extern Operation linear;
}  // namespace ops

namespace nn {

/// x weight^T + bias over the last axis: [..., in] -> [..., out]. Gradients, for the upstream
/// gradient g: g weight, g^T x, and the sum of g over all rows.
/// @param weight [out, in]
/// @param bias [out]; may be left out (an undefined tensor)
/// @throws Error when the sizes do not fit, naming them
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = {});

/// A fully connected layer: y = x weight^T + bias.
class Linear : public Module {
 public:
  /// Weights and biases start uniform in (-1/sqrt(in), 1/sqrt(in)), as in PyTorch.
  /// @param in_features the size of the last axis of what comes in
  /// @param out_features the same of what goes out
  /// @param with_bias whether there is a bias
  /// @param seed of the random numbers
  Linear(Index in_features, Index out_features, bool with_bias = true, std::uint64_t seed = 0);
  Tensor forward(const Tensor& input) override;

  Tensor& weight;  ///< [out, in]
  Tensor* bias;    ///< [out]; null without bias

 protected:
  void reset_own_parameters(std::uint64_t seed, const std::string& prefix) override;
};

}  // namespace nn
}  // namespace gradus
