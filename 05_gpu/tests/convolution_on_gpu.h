#pragma once
// Convolutions and their gradients to be tested on the GPU.
#include <set>
#include <string>
#include <vector>

#include "../../04_cnn/tests/convolution_calls.h"
#include "device_calls.h"

namespace gradus::testing {

/// Sizes just beyond a tile, beside some of chapter 04's.
inline std::vector<ConvolutionCase> cases_on_gpu() {
  using S = ConvolutionAttributes;
  const std::set<std::string> taken{"3 x 3 in zeros", "2 x 3, with a bias",  "strides",
                                    "zeros before",   "zeros after",         "everything",
                                    "two groups",     "one channel a group", "no images"};
  std::vector<ConvolutionCase> cases;
  for (const ConvolutionCase& c : convolution_cases())
    if (taken.contains(c.name)) cases.push_back(c);
  const S same{.padding = {1, 1}, .padding_after = {1, 1}};
  cases.push_back({"16 filters, 4 channels", {2, 4, 9, 8}, {16, 4, 3, 3}, same, true});
  cases.push_back({"20 filters, 8 channels", {1, 8, 3, 45}, {20, 8, 1, 3}, {}, true});
  cases.push_back({"groups of 4 channels", {1, 8, 4, 5}, {8, 4, 2, 2}, S{.groups = 2}, true});
  cases.push_back({"68 filters", {1, 4, 1, 12}, {68, 4, 1, 3}, {}, true});
  return cases;
}

/// One array of the CPU, in the order of memory that is asked for.
inline Array drawn_array(Draw& draw, const Shape& shape, DType dtype, const std::string& lying) {
  if (lying == "anyhow")
    return array_in(draw_layout(draw, shape), draw.normals(numel(shape)), dtype);
  const bool last = lying == "channels last" && shape.rank() == 4;
  return array_in(last ? Layout{shape, channels_last_strides(shape), 0} : Layout::contiguous(shape),
                  draw.normals(numel(shape)), dtype);
}

/// The gradients of sum(g * convolution(images, weight)), and the sums of their terms' sizes.
struct GradientTruth {
  Truth images, weight;
};

inline GradientTruth true_gradients(const ConvolutionCase& c, const Array& images,
                                    const Array& weight, const Array& g) {
  const View<double> x(images), w(weight), up(g);
  GradientTruth truth{{c.images, {}, {}}, {c.weight, {}, {}}};
  for (Truth* one : {&truth.images, &truth.weight}) {
    one->values.assign(static_cast<std::size_t>(numel(one->shape)), 0.0);
    one->sizes = one->values;
  }
  const Index filters = c.weight[0] / c.settings.groups;
  const auto add = [](Truth& to, Index at, double term) {
    to.values[static_cast<std::size_t>(at)] += term;
    to.sizes[static_cast<std::size_t>(at)] += std::abs(term);
  };
  for (Index n = 0; n < c.images[0]; ++n)
    for (Index f = 0; f < c.weight[0]; ++f)
      for (Index i = 0; i < g.shape()[2]; ++i)
        for (Index j = 0; j < g.shape()[3]; ++j)
          for (Index own = 0; own < c.weight[1]; ++own)
            for (Index y = 0; y < c.weight[2]; ++y)
              for (Index z = 0; z < c.weight[3]; ++z) {
                const Index row =
                    i * c.settings.stride[0] + y * c.settings.dilation[0] - c.settings.padding[0];
                const Index column =
                    j * c.settings.stride[1] + z * c.settings.dilation[1] - c.settings.padding[1];
                if (row < 0 || row >= c.images[2] || column < 0 || column >= c.images[3]) continue;
                const Index channel = f / filters * c.weight[1] + own;
                add(truth.images,
                    ((n * c.images[1] + channel) * c.images[2] + row) * c.images[3] + column,
                    w(f, own, y, z) * up(n, f, i, j));
                add(truth.weight, ((f * c.weight[1] + own) * c.weight[2] + y) * c.weight[3] + z,
                    x(n, channel, row, column) * up(n, f, i, j));
              }
  return truth;
}

/// The same numbers in float64, row after row.
inline Array exact(const Array& array) { return array_of(array.shape(), to_vector<double>(array)); }

}  // namespace gradus::testing
