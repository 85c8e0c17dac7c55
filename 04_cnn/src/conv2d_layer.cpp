#include <gradus/cnn/conv2d_layer.h>
#include <gradus/common/error.h>
#include <gradus/layers/random_fill.h>
#include <gradus/tensor_autograd/creation.h>

#include <cmath>

namespace gradus::nn {
namespace {

Conv2dOptions square(Index stride, Index padding) {
  return {.stride = {stride, stride}, .padding = {padding, padding}};
}

// The shape of the weights. What else can be wrong with the settings is told by conv2d() itself.
Shape weight_shape(Index in_channels, Index out_channels, const Index (&kernel)[2], Index groups) {
  if (in_channels < 1 || out_channels < 1)
    fail("Conv2d: needs at least 1 channel in and out, not ", in_channels, " and ", out_channels);
  if (kernel[0] < 1 || kernel[1] < 1)
    fail("Conv2d: a kernel of ", kernel[0], " x ", kernel[1], " has no positions");
  if (groups < 1) fail("Conv2d: groups must be at least 1, not ", groups);
  if (in_channels % groups != 0 || out_channels % groups != 0)
    fail("Conv2d: ", in_channels, " channels and ", out_channels,
         " filters cannot both be cut into ", groups, " groups");
  return {out_channels, in_channels / groups, kernel[0], kernel[1]};
}

}  // namespace

Conv2d::Conv2d(Index in_channels, Index out_channels, Index kernel, Index stride, Index padding,
               bool with_bias, std::uint64_t seed)
    : Conv2d(in_channels, out_channels, {kernel, kernel}, square(stride, padding), with_bias,
             seed) {}

Conv2d::Conv2d(Index in_channels, Index out_channels, const Index (&kernel)[2],
               const Conv2dOptions& options, bool with_bias, std::uint64_t seed)
    : weight(register_parameter(
          "weight", empty(weight_shape(in_channels, out_channels, kernel, options.groups)))),
      bias(with_bias ? &register_parameter("bias", empty({out_channels})) : nullptr),
      options_(options) {
  Conv2d::reset_own_parameters(seed, "");
}

Tensor Conv2d::forward(const Tensor& input) {
  return conv2d(input, weight, bias ? *bias : Tensor(), options_);
}

void Conv2d::reset_own_parameters(std::uint64_t seed, const std::string& prefix) {
  const Index fan = weight.numel() / weight.size(0);
  const double bound = 1 / std::sqrt(static_cast<double>(fan));
  fill_uniform(weight, -bound, bound, RandomStream(seed, prefix + "weight"));
  if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
}

}  // namespace gradus::nn
