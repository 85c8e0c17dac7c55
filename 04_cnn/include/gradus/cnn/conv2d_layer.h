#pragma once
#include <gradus/cnn/conv2d.h>
#include <gradus/layers/module.h>

namespace gradus::nn {

/// conv2d() as a layer: [N, in_channels, H, W] -> [N, out_channels, out rows, out columns].
class Conv2d : public Module {
 public:
  /// A square kernel. Weights and biases start uniform in (-1/sqrt(fan), 1/sqrt(fan)), where fan =
  /// in_channels kernel^2 is how many numbers go into one output, as in PyTorch.
  /// @param in_channels of the images
  /// @param out_channels how many filters there are
  /// @param kernel rows, and columns, of a filter
  /// @param stride how far the window moves
  /// @param padding rows and columns of zeros on either side
  /// @param with_bias whether there is a bias
  /// @param seed of the random numbers
  /// @throws Error where a size is impossible, naming it
  Conv2d(Index in_channels, Index out_channels, Index kernel, Index stride = 1, Index padding = 0,
         bool with_bias = true, std::uint64_t seed = 0);
  /// Any kernel, with all settings: `Conv2d(8, 16, {3, 5}, {.groups = 4, .same = true})`. fan is
  /// in_channels / groups rows columns.
  /// @param in_channels of the images; a multiple of the groups
  /// @param out_channels how many filters there are; a multiple of the groups
  /// @param kernel rows and columns of a filter
  /// @param options stride, padding, dilation, groups
  /// @param with_bias whether there is a bias
  /// @param seed of the random numbers
  Conv2d(Index in_channels, Index out_channels, const Index (&kernel)[2],
         const Conv2dOptions& options = {}, bool with_bias = true, std::uint64_t seed = 0);
  Tensor forward(const Tensor& input) override;

  Tensor& weight;  ///< [out_channels, in_channels / groups, kernel rows, kernel columns]
  Tensor* bias;    ///< [out_channels]; null without bias

 protected:
  void reset_own_parameters(std::uint64_t seed, const std::string& prefix) override;

 private:
  Conv2dOptions options_;
};

}  // namespace gradus::nn
