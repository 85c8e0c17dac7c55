#include <gradus/cnn/convolution.h>
#include <gradus/cnn/receptive_field.h>
#include <gradus/common/error.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace gradus::nn {
namespace {

void check(std::span<const Window> layers) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Window& layer = layers[i];
    if (layer.kernel < 1 || layer.stride < 1 || layer.dilation < 1 || layer.padding < 0)
      fail("receptive field: layer ", i,
           " needs a kernel, stride and dilation of at least 1 and "
           "no negative padding; it has ",
           layer.kernel, ", ", layer.stride, ", ", layer.dilation, " and ", layer.padding);
  }
}

// The places before the first layer, behind it, ..., behind the last one.
std::vector<Index> places(std::span<const Window> layers, Index input) {
  check(layers);
  std::vector<Index> result = {input};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Window& layer = layers[i];
    ConvolutionAttributes settings;
    settings.stride[0] = layer.stride;
    settings.padding[0] = settings.padding_after[0] = layer.padding;
    settings.dilation[0] = layer.dilation;
    result.push_back(output_size(result.back(), layer.kernel, settings, 0));
    if (result.back() < 1)
      fail("receptive field: the window of layer ", i, " does not fit into its ", result[i],
           " places");
  }
  return result;
}

}  // namespace

ReceptiveField receptive_field(std::span<const Window> layers) {
  check(layers);
  ReceptiveField field;
  for (const Window& layer : layers) {
    // exercise: receptive-fields/field
    //| `field` describes the outputs of the layers so far. Make it that of the outputs of `layer`, which looks at `kernel`
    //| of them, `dilation` apart; its output 0 begins `padding` of them before the first. Mind the order: two of the three
    //| numbers need the old jump.
    field.size += layer.dilation * (layer.kernel - 1) * field.jump;
    field.first -= layer.padding * field.jump;
    field.jump *= layer.stride;
    // end exercise
  }
  return field;
}

Index output_places(std::span<const Window> layers, Index input) {
  return places(layers, input).back();
}

std::vector<double> path_counts(std::span<const Window> layers, Index input, Index output) {
  const std::vector<Index> sizes = places(layers, input);
  if (output < 0 || output >= sizes.back())
    fail("receptive field: there are ", sizes.back(), " outputs; none has the number ", output);
  std::vector<double> counts(static_cast<std::size_t>(sizes.back()));
  counts[static_cast<std::size_t>(output)] = 1;
  for (std::size_t i = layers.size(); i-- > 0;) {
    const Window& layer = layers[i];
    const Index in = sizes[i], out = sizes[i + 1];
    std::vector<double> before(static_cast<std::size_t>(in));
    // exercise: receptive-fields/paths
    //| From counts[p], the paths from place p behind this layer to the output (p from 0 to out - 1), to before[q], those
    //| from place q in front of it (q from 0 to in - 1). Output p of a layer looks at the places
    //| p stride - padding + k dilation for k = 0 to kernel - 1; what lies outside is padding, where no path begins.
    for (Index p = 0; p < out; ++p)
      for (Index k = 0; k < layer.kernel; ++k) {
        const Index q = p * layer.stride - layer.padding + k * layer.dilation;
        if (q >= 0 && q < in)
          before[static_cast<std::size_t>(q)] += counts[static_cast<std::size_t>(p)];
      }
    // end exercise
    counts = std::move(before);
  }
  return counts;
}

double spread(std::span<const double> counts) {
  double total = 0, moment = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    moment += counts[i] * static_cast<double>(i);
  }
  if (total == 0) return 0;
  const double mean = moment / total;
  // exercise: receptive-fields/spread
  //| The square root of the mean of (i - mean)^2, each place i counted counts[i] times; `total` is the sum of the counts.
  double squares = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double distance = static_cast<double>(i) - mean;
    squares += counts[i] * distance * distance;
  }
  return std::sqrt(squares / total);
  // end exercise
}

}  // namespace gradus::nn
