#pragma once
#include <gradus/layers/dropout.h>

namespace gradus::nn {

/// While it trains, sets whole channels of an image to 0 with probability p and multiplies the
/// others by 1 / (1 - p); in evaluation, nothing. Neighbouring pixels of a channel say much the
/// same, so dropping single ones would hide little. Source: Tompson et al.: "Efficient object
/// localization using convolutional networks" (2015).
class Dropout2d : public Module {
 public:
  /// @param p the part of the channels that is dropped
  /// @param seed of the masks
  /// @throws Error unless p is from 0 to 1
  explicit Dropout2d(double p = 0.5, std::uint64_t seed = 0)
      : mask_(register_module("mask", Dropout(p, seed))) {}
  /// `input` is [N, C, H, W] or [C, H, W].
  Tensor forward(const Tensor& input) override;

 private:
  Dropout& mask_;
};

}  // namespace gradus::nn
