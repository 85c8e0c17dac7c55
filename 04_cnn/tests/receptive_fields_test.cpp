#include <gradus/cnn/conv2d.h>
#include <gradus/cnn/receptive_field.h>
#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

using gradus::Index;
using gradus::Tensor;
using gradus::nn::output_places;
using gradus::nn::path_counts;
using gradus::nn::receptive_field;
using gradus::nn::ReceptiveField;
using gradus::nn::spread;
using gradus::nn::Window;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Layers = std::vector<Window>;

namespace {

std::vector<double> numbers(const ReceptiveField& field) {
  return {static_cast<double>(field.size), static_cast<double>(field.jump),
          static_cast<double>(field.first)};
}

// Row 0 of the gradient of one output of a stack of convolutions over a row of `input` pixels.
// @param weight makes the weights of layer i, [1, 1, 1, kernel]
template <class Weight>
std::vector<double> gradient_of(const Layers& layers, Index input, Index output, Weight weight) {
  const Tensor image = gradus::ones({1, 1, 1, input}, gradus::float64).requires_grad(true);
  Tensor x = image;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Window& layer = layers[i];
    x = gradus::nn::conv2d(x, weight(i, layer.kernel), {},
                           {.stride = {1, layer.stride},
                            .padding = {0, layer.padding},
                            .dilation = {1, layer.dilation}});
  }
  EXPECT_EQ(x.size(3), output_places(layers, input));
  backward(sum(slice(x, 3, output, output + 1)));
  return image.grad().to_vector();
}

Tensor ones(std::size_t, Index kernel) { return gradus::ones({1, 1, 1, kernel}, gradus::float64); }

Tensor positive(std::size_t layer, Index kernel) {
  std::vector<double> weights(static_cast<std::size_t>(kernel));
  gradus::RandomStream(1, "weights", layer).fill_uniform(std::span<double>(weights), 0.5, 1.5);
  return Tensor::of(weights, {1, 1, 1, kernel}, gradus::float64);
}

// Stacks of up to four layers, and an input that they fit into.
struct Stack {
  Layers layers;
  Index input;
};

std::vector<Stack> random_stacks(int count) {
  std::vector<Stack> result;
  for (int i = 0; i < count; ++i) {
    const gradus::RandomStream stream(7, "stacks", static_cast<std::uint64_t>(i));
    std::uint64_t at = 0;
    const auto draw = [&](Index low, Index high) {
      return low +
             static_cast<Index>(stream.below(at++, static_cast<std::uint64_t>(high - low + 1)));
    };
    Stack stack;
    for (Index layer = draw(1, 4); layer > 0; --layer) {
      Window window{.kernel = draw(1, 4), .stride = draw(1, 3)};
      window.dilation = draw(1, 2);
      window.padding = draw(0, window.kernel - 1);
      stack.layers.push_back(window);
    }
    stack.input = receptive_field(stack.layers).size + draw(0, 6);
    result.push_back(stack);
  }
  return result;
}

template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(ReceptiveFields, Formula) {
  EXPECT_EQ(numbers(receptive_field({})), (std::vector<double>{1, 1, 0})) << "no layer";
  const Layers two = {{.kernel = 3}, {.kernel = 3}};
  expect_all("size, jump and first place of two windows of 3", numbers(receptive_field(two)),
             std::vector<double>{5, 1, 0})
      .if_equal({7, 1, 0}, "a window of 3 adds 2 places, not 3: one of them was counted already")
      .if_equal({9, 1, 0}, "the sizes do not multiply: neighbouring windows overlap");
  const Layers strides = {{.kernel = 3, .stride = 2}, {.kernel = 3, .stride = 2}, {.kernel = 3}};
  expect_all("size, jump and first place of windows of 3 with strides 2, 2, 1",
             numbers(receptive_field(strides)), std::vector<double>{15, 4, 0})
      .if_equal({7, 4, 0}, "the jump was forgotten: neighbours behind a stride lie further apart")
      .if_equal({21, 4, 0},
                "the jump was multiplied too early: a layer's stride moves its own outputs apart, "
                "not what they look at")
      .if_equal({13, 3, 0}, "strides multiply, they do not add up");
  const Layers holes = {{.kernel = 3, .dilation = 2}, {.kernel = 3, .dilation = 4}};
  expect_all("size, jump and first place of windows of 3 with dilations 2 and 4",
             numbers(receptive_field(holes)), std::vector<double>{13, 1, 0})
      .if_equal({5, 1, 0},
                "the dilation was forgotten: the window reaches over dilation (kernel - 1)"
                " places more");
  const Layers padded = {{.kernel = 3, .stride = 2, .padding = 1}, {.kernel = 5, .padding = 2}};
  expect_all(
      "size, jump and first place of a window of 3, stride 2, padding 1, and one of 5, "
      "padding 2",
      numbers(receptive_field(padded)), std::vector<double>{11, 2, -5})
      .if_equal({11, 2, -3}, "the padding of a later layer counts `jump` places of the input each")
      .if_equal({11, 2, 5}, "padding moves the first window to the left")
      .if_equal({11, 2, 0}, "the padding was forgotten");
  const ReceptiveField field = receptive_field(padded);
  EXPECT_EQ(field.begin(3), 1);
  EXPECT_EQ(field.end(3), 12);
  EXPECT_EQ(field.centre(3), 6);
  EXPECT_EQ(field.centre(0), 0) << "with padding (kernel - 1) / 2 output i looks at i * jump";
}

TEST(ReceptiveFields, CountsPaths) {
  const Layers two = {{.kernel = 3}, {.kernel = 3}};
  expect_all("paths from 7 places through two windows of 3 to output 1", path_counts(two, 7, 1),
             std::vector<double>{0, 1, 2, 3, 2, 1, 0})
      .if_equal({0, 1, 1, 1, 1, 1, 0},
                "a place can be reached on several paths: add them, do not overwrite");
  const Layers stride = {{.kernel = 3}, {.kernel = 2, .stride = 2}};
  expect_all("paths from 8 places through a window of 3 and one of 2 with stride 2 to output 1",
             path_counts(stride, 8, 1), std::vector<double>{0, 0, 1, 2, 2, 1, 0, 0})
      .if_equal(
          {0, 1, 2, 2, 1, 0, 0, 0},
          "the stride was forgotten: output p begins at p stride; p alone is for a stride of 1");
  const Layers holes = {{.kernel = 2}, {.kernel = 2, .dilation = 3}};
  expect_all("paths from 6 places through a window of 2 and one of 2 with dilation 3",
             path_counts(holes, 6, 0), std::vector<double>{1, 1, 0, 1, 1, 0})
      .if_equal({1, 2, 1, 0, 0, 0}, "the dilation was forgotten: the window has holes");
  const Layers padded = {{.kernel = 3, .padding = 1}, {.kernel = 3, .padding = 1}};
  expect_all("paths from 5 places through two windows of 3 with padding 1 to output 0",
             path_counts(padded, 5, 0), std::vector<double>{2, 2, 1, 0, 0})
      .if_equal({1, 2, 3, 2, 1}, "the padding was forgotten: output p begins at p stride - padding")
      .if_equal({5, 3, 1, 0, 0},
                "places outside were moved to the border; in the padding no path begins");
}

TEST(ReceptiveFields, PathsAreGradients) {
  int inner = 0;
  for (const auto& [layers, input] : random_stacks(60)) {
    const ReceptiveField field = receptive_field(layers);
    const Index outputs = output_places(layers, input);
    for (Index output : {Index{0}, outputs / 2, outputs - 1}) {
      const std::vector<double> counts = path_counts(layers, input, output);
      expect_all("paths, against the gradient of convolutions with weights 1", counts,
                 gradient_of(layers, input, output, ones), 0);
      // With whatever positive weights, the gradient is 0 exactly where no path begins.
      const std::vector<double> gradient = gradient_of(layers, input, output, positive);
      Index first = input, last = -1;
      for (Index i = 0; i < input; ++i) {
        const auto at = static_cast<std::size_t>(i);
        EXPECT_EQ(gradient[at] != 0, counts[at] != 0);
        if (counts[at] != 0) {
          first = std::min(first, i);
          last = i;
        }
      }
      // A field that lies in the image is filled from end to end.
      EXPECT_GE(first, field.begin(output));
      EXPECT_LT(last, field.end(output));
      bool inside = true;  // no layer's window meets padding
      for (std::size_t k = layers.size(); k-- > 0 && inside;) {
        const std::span<const Window> above(layers.data() + k, layers.size() - k);
        const ReceptiveField seen = receptive_field(above);
        const Index size = output_places(std::span(layers).first(k), input);
        inside = seen.begin(output) >= 0 && seen.end(output) <= size;
      }
      if (!inside) continue;
      ++inner;
      EXPECT_EQ(first, field.begin(output));
      EXPECT_EQ(last + 1, field.end(output));
      EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), [&] {
        double product = 1;
        for (const Window& layer : layers) product *= static_cast<double>(layer.kernel);
        return product;
      }()) << "one path for each choice of a position in each window";
    }
  }
  EXPECT_GT(inner, 40);
}

TEST(ReceptiveFields, Spread) {
  const std::vector<double> even = {0, 1, 1, 1, 0}, heavy = {0, 1, 2, 1, 0};
  expect("the spread of 0, 1, 1, 1, 0", spread(even), std::sqrt(2.0 / 3))
      .if_equal(2.0 / 3, "this is the variance; its root is the spread")
      .if_equal(std::sqrt(2.0), "the sum of the squares, not their mean")
      .if_equal(std::sqrt(2.0 / 5), "divided by the number of places, not by the sum of the counts")
      .if_equal(std::sqrt(10.0 / 3), "each place must be counted as often as there are paths");
  expect("the spread of 0, 1, 2, 1, 0", spread(heavy), std::sqrt(0.5));
  EXPECT_EQ(spread(std::vector<double>{0, 0}), 0);
  EXPECT_EQ(spread({}), 0);
  EXPECT_EQ(spread(std::vector<double>{0, 7, 0}), 0);
}

TEST(ReceptiveFields, PathsSpreadLikeTheRootOfTheDepth) {
  // A path's place is the sum of one uniform choice a layer, so variances add up:
  // sum dilation^2 (kernel^2 - 1) / 12 jump^2.
  for (Index depth : {1, 4, 16, 64}) {
    const Layers layers(static_cast<std::size_t>(depth), {.kernel = 3});
    const ReceptiveField field = receptive_field(layers);
    ASSERT_EQ(field.size, 2 * depth + 1);
    const double deviation = spread(path_counts(layers, field.size, 0));
    EXPECT_NEAR(deviation, std::sqrt(static_cast<double>(depth) * 2 / 3), 1e-9);
  }
  // And their shape is the bell curve's.
  const Layers layers(30, {.kernel = 3});
  const std::vector<double> counts = path_counts(layers, 61, 0);
  const double variance = 20, total = std::pow(3.0, 30);
  for (std::size_t i = 0; i < 61; ++i) {
    const double x = static_cast<double>(i) - 30;
    const double bell =
        std::exp(-x * x / (2 * variance)) / std::sqrt(2 * 3.14159265358979 * variance);
    EXPECT_NEAR(counts[i] / total, bell, 0.001);
  }
}

TEST(ReceptiveFields, WhatIsWrongIsNamed) {
  const Layers wrong = {{.kernel = 3}, {.kernel = 0}};
  EXPECT_EQ(error_of([&] { receptive_field(wrong); }),
            "receptive field: layer 1 needs a kernel, stride and dilation of at least 1 and no "
            "negative padding; it has 0, 1, 1 and 0");
  const Layers large = {{.kernel = 3}, {.kernel = 9}};
  EXPECT_EQ(error_of([&] { output_places(large, 10); }),
            "receptive field: the window of layer 1 does not fit into its 8 places");
  const Layers one = {{.kernel = 3}};
  EXPECT_EQ(error_of([&] { path_counts(one, 5, 3); }),
            "receptive field: there are 3 outputs; none has the number 3");
}
