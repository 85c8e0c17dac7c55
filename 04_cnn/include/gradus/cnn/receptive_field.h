#pragma once
#include <gradus/tensor_autograd/shape.h>

#include <span>
#include <vector>

namespace gradus::nn {

/// A layer that slides a window along one axis: a convolution or a pooling.
struct Window {
  Index kernel = 1;    ///< places that a window looks at
  Index stride = 1;    ///< how far it moves from one output to the next
  Index padding = 0;   ///< places in front of the input and behind it
  Index dilation = 1;  ///< how far apart the places of a window lie
};

/// Which part of the input the outputs of a stack of layers depend on, along one axis. Places of
/// the padding count, so numbers can lie outside of the input.
struct ReceptiveField {
  Index size = 1;   ///< from the first to the last place that an output sees
  Index jump = 1;   ///< how many places further the next output looks
  Index first = 0;  ///< the first place that output 0 sees

  /// The first place that an output sees.
  Index begin(Index output) const { return first + output * jump; }
  /// One behind the last one.
  Index end(Index output) const { return begin(output) + size; }
  /// The middle of what an output sees; a half between two places.
  /// @param output its number
  double centre(Index output) const {
    return static_cast<double>(begin(output)) + static_cast<double>(size - 1) / 2;
  }
};

/// The receptive field of the last layer's outputs:
/// size = 1 + sum over layers l of dilation_l (kernel_l - 1) jump_l, where jump_l is the product of
/// the strides of the layers before l.
/// @param layers from the input to the output; none: an output is the input
/// @throws Error for kernels, strides or dilations below 1
ReceptiveField receptive_field(std::span<const Window> layers);

/// How many places come out of a stack of layers.
/// @param layers as above
/// @param input how many places go in
/// @throws Error where a window does not fit, naming the layer
Index output_places(std::span<const Window> layers, Index input);

/// On how many paths each place of the input reaches one output: the gradient of that output with
/// respect to the input when all weights are 1. 0 outside of the receptive field, and in holes that
/// dilation leaves in it. Places of a padding, in any layer, are on no path.
/// @param layers as above
/// @param input how many places go in
/// @param output which output
/// @return one number for each place of the input
/// @throws Error where a window does not fit, or there is no such output
std::vector<double> path_counts(std::span<const Window> layers, Index input, Index output);

/// The standard deviation of the places when each has its number as weight:
/// sqrt(sum c (x - m)^2 / sum c) with the mean m = sum c x / sum c. Most of what an output sees
/// lies within twice that of its middle: the effective receptive field. 0 when all numbers are 0.
/// Source: Luo, Li, Urtasun, Zemel: "Understanding the effective receptive field in deep
/// convolutional neural networks" (2016).
/// @param counts a number for each place, none negative
double spread(std::span<const double> counts);

}  // namespace gradus::nn
