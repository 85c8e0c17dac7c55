#pragma once
// Convolutions to be tested: a reference written the other way round, and calls of one kernel into
// memory that shows what was left unwritten.
#include <gradus/cnn/convolution.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "../../02_tensor_autograd/tests/draw_array.h"

namespace gradus::testing {

/// The shapes and the settings of one convolution.
struct ConvolutionCase {
  std::string name;
  Shape images, weight;
  ConvolutionAttributes settings = {};
  bool bias = false;
};

/// The output in float64, and for each of its numbers the sum of the products' sizes.
struct ConvolutionTruth {
  Shape shape;
  std::vector<double> values, sizes;
};

/// How many positions a window has along one axis, by trying them one after the other.
inline Index positions(const ConvolutionCase& c, int axis) {
  const Index last = c.images[2 + axis] + c.settings.padding_after[axis] - 1;
  Index count = 0;
  for (Index at = -c.settings.padding[axis];
       at + (c.weight[2 + axis] - 1) * c.settings.dilation[axis] <= last;
       at += c.settings.stride[axis])
    ++count;
  return count;
}

/// The convolution from the point of view of the pixels: each is sent through each weight to the
/// output whose window it lies under, if there is one.
inline ConvolutionTruth scattered(const ConvolutionCase& c, const Array& images,
                                  const Array& weight, const Array* bias) {
  const Index out[2] = {positions(c, 0), positions(c, 1)};
  const Index group_channels = c.weight[1], group_filters = c.weight[0] / c.settings.groups;
  ConvolutionTruth truth{{c.images[0], c.weight[0], out[0], out[1]}, {}, {}};
  const std::vector<double> pixels = to_vector<double>(images), weights = to_vector<double>(weight),
                            start = bias ? to_vector<double>(*bias) : std::vector<double>();
  for (Index i = 0; i < numel(truth.shape); ++i) {
    const auto f = static_cast<std::size_t>(i / (out[0] * out[1]) % c.weight[0]);
    truth.values.push_back(bias ? start[f] : 0.0);
    truth.sizes.push_back(std::abs(truth.values.back()));
  }
  // The output that has pixel `at` under position `tap` of its window; -1 for none.
  const auto output = [&](int axis, Index at, Index tap) -> Index {
    const Index begin = at + c.settings.padding[axis] - tap * c.settings.dilation[axis];
    const Index result = begin / c.settings.stride[axis];
    return begin >= 0 && begin % c.settings.stride[axis] == 0 && result < out[axis] ? result : -1;
  };
  std::size_t pixel = 0;
  for (Index n = 0; n < c.images[0]; ++n)
    for (Index channel = 0; channel < c.images[1]; ++channel)
      for (Index y = 0; y < c.images[2]; ++y)
        for (Index x = 0; x < c.images[3]; ++x, ++pixel)
          for (Index tap_y = 0; tap_y < c.weight[2]; ++tap_y)
            for (Index tap_x = 0; tap_x < c.weight[3]; ++tap_x) {
              const Index row = output(0, y, tap_y), column = output(1, x, tap_x);
              if (row < 0 || column < 0) continue;
              for (Index f = 0; f < group_filters; ++f) {
                const Index filter = channel / group_channels * group_filters + f;
                const double term =
                    pixels[pixel] *
                    weights[static_cast<std::size_t>(
                        ((filter * group_channels + channel % group_channels) * c.weight[2] +
                         tap_y) *
                            c.weight[3] +
                        tap_x)];
                const auto to = static_cast<std::size_t>(
                    ((n * c.weight[0] + filter) * out[0] + row) * out[1] + column);
                truth.values[to] += term;
                truth.sizes[to] += std::abs(term);
              }
            }
  return truth;
}

/// The result of one kernel. It is called with an output full of NaN, and with scratch memory full
/// of NaN; both have a fence behind them. `lying` is where the output shall lie; by default where
/// the operation puts it.
inline Array convolved(const Operation& op, const Array& images, const Array& weight,
                       const Array* bias, const ConvolutionAttributes& settings,
                       const Layout* lying = nullptr) {
  std::vector<const Array*> inputs{&images, &weight};
  if (bias) inputs.push_back(bias);
  const Attributes attributes(settings);
  OutputSpecs specs;
  op.infer()(op, inputs, attributes, specs);
  const Layout layout = lying ? *lying : Layout{specs[0].shape, specs[0].strides, 0};
  const auto size = static_cast<std::size_t>(extent(layout));
  const std::vector<double> nothing(2 * size, std::numeric_limits<double>::quiet_NaN());
  const Array memory = array_of({2 * extent(layout)}, nothing, images.dtype),
              out = memory.with(layout), *outputs[] = {&out};
  const KernelEntry& kernel = op.kernel(cpu, images.dtype);
  KernelCall call{inputs, outputs, attributes};
  constexpr std::size_t kAlignment = 64, kFence = 256;
  const std::size_t bytes = kernel.workspace ? kernel.workspace(call) : 0;
  std::vector<std::byte> scratch(bytes + kAlignment + kFence, std::byte{0xFF});
  const std::size_t past = reinterpret_cast<std::uintptr_t>(scratch.data()) % kAlignment;
  call.workspace = scratch.data() + (kAlignment - past);
  kernel.run(call);
  const std::byte* fence = call.workspace + bytes;
  EXPECT_TRUE(std::all_of(fence, fence + kFence, [](std::byte byte) {
    return byte == std::byte{0xFF};
  })) << "the kernel wrote behind its scratch memory";
  const std::vector<double> written = to_vector<double>(memory);
  EXPECT_TRUE(std::all_of(written.begin() + static_cast<std::ptrdiff_t>(size), written.end(),
                          [](double number) { return std::isnan(number); }))
      << "the kernel wrote behind its output";
  return out;
}

/// The result for whole numbers in float64: of images and weights with these elements.
inline std::vector<double> convolved(const Operation& op, const Shape& images,
                                     const std::vector<double>& pixels, const Shape& weight,
                                     const std::vector<double>& weights,
                                     const ConvolutionAttributes& settings = {}) {
  return to_vector<double>(
      convolved(op, array_of(images, pixels), array_of(weight, weights), nullptr, settings));
}

/// Sizes that are no multiple of anything, and settings that are easily forgotten.
inline std::vector<ConvolutionCase> convolution_cases() {
  using S = ConvolutionAttributes;
  return {
      {"one pixel", {1, 1, 1, 1}, {1, 1, 1, 1}},
      {"3 x 3", {1, 2, 5, 7}, {3, 2, 3, 3}},
      {"3 x 3 in zeros", {2, 1, 5, 4}, {2, 1, 3, 3}, S{.padding = {1, 1}, .padding_after = {1, 1}}},
      {"1 x 1", {2, 5, 3, 3}, {4, 5, 1, 1}, {}, true},
      {"2 x 3, with a bias", {2, 3, 6, 5}, {2, 3, 2, 3}, {}, true},
      {"4 x 2", {1, 2, 7, 5}, {3, 2, 4, 2}, S{.padding = {2, 1}, .padding_after = {2, 1}}},
      {"strides", {2, 2, 9, 8}, {3, 2, 3, 2}, S{.stride = {2, 3}}, true},
      {"a stride above the kernel", {1, 3, 8, 9}, {2, 3, 1, 2}, S{.stride = {3, 4}}},
      {"strides and zeros",
       {2, 2, 8, 7},
       {3, 2, 3, 3},
       S{.stride = {2, 2}, .padding = {1, 1}, .padding_after = {1, 1}}},
      {"zeros before", {1, 2, 4, 5}, {2, 2, 3, 2}, S{.padding = {2, 1}}},
      {"zeros after", {2, 1, 4, 5}, {2, 1, 2, 3}, S{.padding_after = {1, 2}}},
      {"more zeros than kernel",
       {1, 1, 2, 3},
       {1, 1, 2, 2},
       S{.stride = {2, 3}, .padding = {3, 4}, .padding_after = {4, 2}},
       true},
      {"dilation", {1, 2, 8, 9}, {2, 2, 3, 2}, S{.dilation = {2, 3}}},
      {"everything",
       {2, 4, 9, 8},
       {6, 2, 2, 3},
       S{.stride = {3, 2},
         .padding = {1, 2},
         .padding_after = {2, 0},
         .dilation = {3, 2},
         .groups = 2},
       true},
      {"two groups", {2, 4, 4, 5}, {6, 2, 2, 2}, S{.groups = 2}},
      {"one channel a group", {1, 3, 5, 4}, {3, 1, 3, 3}, S{.groups = 3}, true},
      {"one column", {2, 3, 6, 1}, {2, 3, 3, 1}, {}, true},
      {"one row", {1, 2, 1, 9}, {3, 2, 1, 4}, S{.padding = {0, 2}, .padding_after = {0, 1}}},
      {"a kernel larger than the image",
       {1, 2, 3, 2},
       {2, 2, 5, 4},
       S{.padding = {2, 2}, .padding_after = {2, 2}}},
      {"a kernel larger than a tile", {1, 1, 7, 19}, {2, 1, 5, 17}},
      {"many channels and filters", {1, 19, 2, 5}, {37, 19, 2, 2}, {}, true},
      {"a wide image", {1, 1, 2, 67}, {2, 1, 1, 2}},
      {"no images", {0, 2, 4, 4}, {3, 2, 3, 3}, {}, true},
      {"many images", {7, 1, 3, 3}, {1, 1, 2, 2}},
  };
}

/// Each case in float32 and float64, with inputs and outputs that lie in any order.
inline void expect_cases(const Operation& op, const std::vector<ConvolutionCase>& cases) {
  Draw draw("convolution");
  for (const ConvolutionCase& c : cases)
    for (const DType dtype : {float32, float64})
      for (const char* lying : {"row after row", "channels last", "anyhow"}) {
        const bool plain = lying[0] == 'r', last = lying[0] == 'c';
        const auto drawn = [&](const Shape& shape) {
          if (plain || (last && shape.rank() != 4))
            return array_of(shape, draw.normals(numel(shape)), dtype);
          return array_in(
              last ? Layout{shape, channels_last_strides(shape), 0} : draw_layout(draw, shape),
              draw.normals(numel(shape)), dtype);
        };
        const Array images = drawn(c.images), weight = drawn(c.weight), bias = drawn({c.weight[0]});
        const ConvolutionTruth truth = scattered(c, images, weight, c.bias ? &bias : nullptr);
        const Layout anyhow = draw_layout(draw, truth.shape),
                     *into = plain || last ? nullptr : &anyhow;
        const std::string where = c.name + ", " + info(dtype).name + ", memory " + lying +
                                  ": images " + to_string(c.images) + ", weights " +
                                  to_string(c.weight);
        const Array out = convolved(op, images, weight, c.bias ? &bias : nullptr, c.settings, into);
        ASSERT_EQ(out.shape(), truth.shape) << where;
        const std::vector<double> values = to_vector<double>(out);
        const double products = static_cast<double>(c.weight[1] * c.weight[2] * c.weight[3] + 1),
                     unit = dtype == float32 ? 0x1p-24 : 0x1p-53;
        for (std::size_t i = 0; i < values.size(); ++i) {
          const double error = std::abs(values[i] - truth.values[i]);
          ASSERT_TRUE(error <= (products + 1) * unit * truth.sizes[i])
              << where << "\n  output " << unravel(static_cast<Index>(i), truth.shape) << " is "
              << values[i] << " and must be " << truth.values[i];
        }
      }
}

inline void expect_all_cases(const Operation& op) { expect_cases(op, convolution_cases()); }

}  // namespace gradus::testing
