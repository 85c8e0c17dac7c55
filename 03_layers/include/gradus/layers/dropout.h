#pragma once
#include <gradus/common/random.h>
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

/// The settings of ops::dropout_mask.
struct DropoutAttributes {
  double p;             ///< the probability of 0
  RandomStream stream;  ///< what the numbers are drawn from
};

namespace ops {
/// In the shape of its first input: 0 with probability p, else 1 / (1 - p). Element i, counted in
/// row-major order, is made from bits(i) of the stream at the step that the second input, a single
/// int64, says; so a mask is the same on any device and with any number of threads.
extern Operation dropout_mask;
}  // namespace ops

namespace nn {

/// While it trains, sets each number to 0 with probability p and multiplies the others by 1 / (1 -
/// p), so that their mean stays; in evaluation, nothing. Each call draws another mask: its number
/// is the buffer "step", which is saved and loaded with the network, so a resumed run goes on with
/// the same masks. Source: Srivastava et al.: "Dropout: a simple way to prevent neural networks
/// from overfitting" (2014).
class Dropout : public Module {
 public:
  /// @param p the part that is dropped
  /// @param seed of the masks
  /// @throws Error unless p is from 0 to 1
  explicit Dropout(double p = 0.5, std::uint64_t seed = 0);
  Tensor forward(const Tensor& input) override;

  Tensor& step;  ///< how many masks were drawn so far: [], int64

 protected:
  void reset_own_parameters(std::uint64_t seed, const std::string& prefix) override;

 private:
  Tensor draw_mask(const Tensor& input);
  DropoutAttributes attributes_;
};

}  // namespace nn
}  // namespace gradus
