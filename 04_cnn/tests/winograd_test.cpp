#include <gradus/cnn/fast_convolution.h>
#include <gradus/cnn/winograd.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/vector_tile.h>
#include <gradus/testing/expect.h>

#include <array>

#include "convolution_calls.h"

using gradus::Array;
using gradus::channels_last_strides;
using gradus::ConvolutionAttributes;
using gradus::cpu;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Layout;
using gradus::Operation;
using gradus::Shape;
using gradus::Tile;
using gradus::testing::array_in;
using gradus::testing::array_of;
using gradus::testing::ConvolutionCase;
using gradus::testing::convolved;
using gradus::testing::Draw;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

Operation winograd("conv2d", gradus::infer_conv2d,
                   {{cpu, float32, "winograd", gradus::conv2d_winograd<float>,
                     gradus::conv2d_winograd_workspace<float>},
                    {cpu, float64, "winograd", gradus::conv2d_winograd<double>,
                     gradus::conv2d_winograd_workspace<double>}});
Operation fast(
    "conv2d", gradus::infer_conv2d,
    {{cpu, float32, "fast", gradus::conv2d_fast<float>, gradus::conv2d_fast_workspace<float>},
     {cpu, float64, "fast", gradus::conv2d_fast<double>, gradus::conv2d_fast_workspace<double>}});

constexpr Index kWidth = Tile<double>::kWidth;
constexpr ConvolutionAttributes kSameSize{.padding = {1, 1}, .padding_after = {1, 1}};

Array channels_last(const Shape& shape, const Numbers& values, DType dtype = float64) {
  return array_in(Layout{shape, channels_last_strides(shape), 0}, values, dtype);
}

std::size_t scratch_bytes(const Operation& op, const Array& images, const Array& weight,
                          const ConvolutionAttributes& settings) {
  const std::vector<const Array*> inputs{&images, &weight};
  const gradus::Attributes attributes(settings);
  gradus::OutputSpecs specs;
  op.infer()(op, inputs, attributes, specs);
  const Array out =
                  array_in(Layout{specs[0].shape, specs[0].strides, 0},
                           Numbers(static_cast<std::size_t>(numel(specs[0].shape))), images.dtype),
              *outputs[] = {&out};
  return op.kernel(cpu, images.dtype).workspace({inputs, outputs, attributes});
}

// Whether a call is computed by Winograd's trick: then it needs other scratch memory.
bool fits(const Array& images, const Array& weight, const ConvolutionAttributes& settings = {}) {
  return scratch_bytes(winograd, images, weight, settings) !=
         scratch_bytes(fast, images, weight, settings);
}
// The same for zeros of these shapes, the channels of the images last.
bool fits(const Shape& images, const Shape& weight, const ConvolutionAttributes& settings = {},
          DType dtype = float64) {
  const auto zeros = [](const Shape& shape) {
    return Numbers(static_cast<std::size_t>(numel(shape)));
  };
  return fits(channels_last(images, zeros(images), dtype), array_of(weight, zeros(weight), dtype),
              settings);
}

// Images of `rows` x `columns` pixels, each with these in its first channel, by a window that has a
// 1 in its middle: the first filter of the first image. There are as many other images, channels
// and filters as the kernel needs.
Numbers seen_through_the_middle(Index rows, Index columns, const Numbers& pixels) {
  const Shape shape{32, kWidth, rows, columns}, weights{kWidth, kWidth, 3, 3};
  Numbers images, weight(static_cast<std::size_t>(numel(weights)));
  for (Index n = 0; n < shape[0]; ++n)
    for (Index c = 0; c < shape[1]; ++c)
      for (double pixel : pixels) images.push_back(c == 0 ? pixel : 0);
  weight[4] = 1;
  const Array from = channels_last(shape, images), by = array_of(weights, weight);
  EXPECT_TRUE(fits(from, by, kSameSize));
  Numbers out = to_vector<double>(convolved(winograd, from, by, nullptr, kSameSize));
  out.resize(pixels.size());
  return out;
}

// Shapes that fit, for vectors of any width; those of 3 vectors are cut into blocks of 2 and 1.
std::vector<ConvolutionCase> cases_that_fit() {
  using S = ConvolutionAttributes;
  constexpr Index kThree = 3 * Tile<float>::kWidth, kThreeOfDouble = 3 * kWidth;
  return {
      {"even", {8, 16, 4, 4}, {16, 16, 3, 3}, kSameSize},
      {"odd, with a bias", {3, 16, 7, 5}, {16, 16, 3, 3}, kSameSize, true},
      {"no zeros", {8, 16, 5, 6}, {16, 16, 3, 3}, {}, true},
      {"two zeros", {4, 16, 3, 4}, {16, 16, 3, 3}, S{.padding = {2, 2}, .padding_after = {2, 2}}},
      {"zeros before", {9, 16, 4, 5}, {16, 16, 3, 3}, S{.padding = {2, 1}}, true},
      {"zeros after", {9, 16, 5, 4}, {16, 16, 3, 3}, S{.padding_after = {1, 2}}},
      {"48 channels", {33, 48, 2, 1}, {16, 48, 3, 3}, kSameSize},
      {"3 vectors", {33, kThree, 1, 2}, {kThree, kThree, 3, 3}, kSameSize},
      {"3 vectors of double",
       {33, kThreeOfDouble, 2, 1},
       {kThreeOfDouble, kThreeOfDouble, 3, 3},
       kSameSize,
       true},
      {"groups",
       {9, 32, 3, 4},
       {32, 16, 3, 3},
       S{.padding = {1, 1}, .padding_after = {1, 1}, .groups = 2},
       true},
      {"one row", {4, 16, 1, 17}, {16, 16, 3, 3}, kSameSize},
      {"one column", {4, 16, 17, 1}, {16, 16, 3, 3}, kSameSize},
  };
}

}  // namespace

TEST(OneAxis, Pixels) {
  const Numbers d{1, 10, 100, 1000};
  expect_all("of the pixels 1, 10, 100, 1000: what m0, m1, m2, m3 multiply",
             gradus::winograd_pixels(std::array<double, 4>{1, 10, 100, 1000}), {-99, 110, 90, -990})
      .if_equal({-99, 110, 90, 990},
                "d3 - d1 belongs to another form of the trick: here the last "
                "one is d1 - d3, and y1 subtracts m3")
      .if_equal({-99, 110, -90, -990}, "the third is d2 - d1: d1 has a plus in m1 only")
      .if_equal({-9, 110, 90, -900},
                "m0 and m3 are made of pixels that are two apart, not of neighbours");
}

TEST(OneAxis, Weights) {
  expect_all("of the weights 2, 20, 200: what m0, m1, m2, m3 multiply",
             gradus::winograd_weights(std::array<double, 3>{2, 20, 200}), {2, 111, 91, 200})
      .if_equal({2, 222, 182, 200},
                "the halves are missing: m1 + m2 would have everything in it twice")
      .if_equal({2, 121, 81, 200}, "w1 was not halved, w0 + w2 was")
      .if_equal({2, 91, 111, 200}, "m1 and m2 were exchanged: m1 takes the sum of all three")
      .if_equal({1, 111, 91, 100}, "w0 and w2 alone are not halved");
}

TEST(OneAxis, Outputs) {
  expect_all("of the products 1, 10, 100, 1000: y0, y1",
             gradus::winograd_outputs(std::array<double, 4>{1, 10, 100, 1000}), {111, -1090})
      .if_equal({111, 1110}, "y1 was made like y0: multiply out m1 - m2, it is what y1 begins with")
      .if_equal({111, 910}, "m3 is (d1 - d3) w2 and y1 has d3 w2 with a plus: m3 is subtracted")
      .if_equal({-89, -890}, "the signs of m2 are exchanged: y0 takes m1 + m2, y1 m1 - m2");
}

TEST(OneAxis, GiveWhatTheDefinitionGives) {
  Draw draw("one axis");
  for (int i = 0; i < 100; ++i) {
    const Numbers d = draw.normals(4), w = draw.normals(3);
    const auto p = gradus::winograd_pixels(std::array{d[0], d[1], d[2], d[3]});
    const auto v = gradus::winograd_weights(std::array{w[0], w[1], w[2]});
    expect_all(
        "two outputs of random pixels and weights",
        gradus::winograd_outputs(std::array{p[0] * v[0], p[1] * v[1], p[2] * v[2], p[3] * v[3]}),
        Numbers{d[0] * w[0] + d[1] * w[1] + d[2] * w[2], d[1] * w[0] + d[2] * w[1] + d[3] * w[2]},
        1e-13);
  }
}

TEST(Tiles, LookAtTheirPixels) {
  const Numbers pixels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  expect_all("an image of 4 x 4 pixels 1 to 16, seen through the middle of a window",
             seen_through_the_middle(4, 4, pixels), pixels)
      .if_equal({6, 7, 8, 0, 10, 11, 12, 0, 14, 15, 16, 0, 0, 0, 0, 0},
                "the first tile began with the image, not with the zeros before it")
      .if_equal({11, 12, 0, 0, 15, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                "taps.first is negative where there are zeros before the image: add it")
      .if_equal({1, 2, 0, 0, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                "tiles of 4 x 4 pixels overlap: the next one begins 2 further, where its outputs "
                "do");
}

TEST(Tiles, AreClippedAtOddSizes) {
  const Numbers out = seen_through_the_middle(3, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  expect_all("an image of 3 x 3 pixels 1 to 9, seen through the middle of a window", out,
             {1, 2, 3, 4, 5, 6, 7, 8, 9})
      .if_equal({1, 2, 3, 0, 5, 6, 7, 8, 9},
                "what a tile has beyond the last column was written over the row below")
      .if_true(out[0] == 1 && out[4] == 5 && std::isnan(out[2]) && std::isnan(out[8]),
               "the last row and column were left out: of their tiles, half exists");
  const Numbers wide = seen_through_the_middle(3, 4, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  expect_all("an image of 3 x 4 pixels 1 to 12, seen through the middle of a window", wide,
             {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
      .if_true(wide[8] == 9 && std::isnan(wide[9]) && std::isnan(wide[11]),
               "rows and columns were exchanged: to_size[0] counts rows");
}

TEST(Multiply, SumsOverChannels) {
  // Image n, of 4 x 4 equal pixels: n + 1 in channel 0, 10 (n + 1) in channel 1, 100 (n + 1) in all
  // others. A window has one weight: 1, 2, 3, ... for the channels.
  const Shape shape{32, kWidth, 4, 4}, weights{kWidth, kWidth, 3, 3};
  Numbers images, weight(static_cast<std::size_t>(numel(weights))), expected, last, stays;
  for (Index n = 0; n < shape[0]; ++n) {
    double sum = 0, first_weight = 0, term = 0;
    for (Index c = 0; c < kWidth; ++c) {
      const double pixel = static_cast<double>((n + 1) * (c == 0 ? 1 : c == 1 ? 10 : 100));
      images.insert(images.end(), 16, pixel);
      term = pixel * static_cast<double>(c + 1);
      sum += term;
      first_weight += pixel;
    }
    expected.push_back(sum);
    last.push_back(term);
    stays.push_back(first_weight);
  }
  for (Index f = 0; f < kWidth; ++f)
    for (Index c = 0; c < kWidth; ++c)
      weight[static_cast<std::size_t>((f * kWidth + c) * 9 + 4)] = static_cast<double>(c + 1);
  const Array from = channels_last(shape, images), by = array_of(weights, weight);
  ASSERT_TRUE(fits(from, by));
  const Numbers all = to_vector<double>(convolved(winograd, from, by, nullptr, {}));
  Numbers out;  // the first of each image's numbers
  for (std::size_t n = 0; n < 32; ++n) out.push_back(all[n * static_cast<std::size_t>(4 * kWidth)]);
  expect_all("one output of images 1, 2, 3, ... times 1, 10, 100, 100, ..., weights 1, 2, 3, ...",
             out, expected)
      .if_equal(last, "only the last channel is left: add to the totals")
      .if_equal(stays, "all channels met the weights of the first: `weight` must move on, too")
      .if_true(out[0] == expected[0] && out[1] == out[0],
               "all tiles were given the pixels of the first: see plan.from_tile")
      .if_true(out[0] == expected[0] && out[1] != expected[1],
               "the second tile read what lies next to the first one's number: tiles are "
               "plan.from_tile apart");
}

TEST(Winograd, EveryCase) { gradus::testing::expect_all_cases(winograd); }

TEST(Winograd, EveryCaseThatFits) {
  for (const ConvolutionCase& c : cases_that_fit())
    for (const DType dtype : {float32, float64}) {
      const Index width = dtype == float32 ? Tile<float>::kWidth : kWidth;
      EXPECT_EQ(fits(c.images, c.weight, c.settings, dtype), c.weight[1] % width == 0)
          << c.name << ": by Winograd's trick or not";
    }
  gradus::testing::expect_cases(winograd, cases_that_fit());
}

TEST(Winograd, LeavesTheRestToTheFastOne) {
  using S = ConvolutionAttributes;
  const Shape images{2, 16, 9, 9}, weight{16, 16, 3, 3};
  ASSERT_TRUE(fits(images, weight));
  EXPECT_FALSE(fits(images, {16, 16, 2, 3}));
  EXPECT_FALSE(fits(images, {16, 16, 3, 5}));
  EXPECT_FALSE(fits(images, weight, S{.stride = {1, 2}, .padding = {9, 9}}));
  EXPECT_FALSE(fits(images, weight, S{.padding = {9, 9}, .dilation = {2, 1}}));
  EXPECT_FALSE(fits({2, 17, 9, 9}, {16, 17, 3, 3}));
  EXPECT_FALSE(fits(images, {17, 16, 3, 3}));
  EXPECT_FALSE(fits({2, 16, 9, 9}, {16, 1, 3, 3}, S{.groups = 16}));
  EXPECT_TRUE(fits({32, 16, 4, 4}, weight));
  EXPECT_FALSE(fits({31, 16, 4, 4}, weight)) << "31 tiles are fewer than pay";
  EXPECT_FALSE(fits({0, 16, 9, 9}, weight));
  const Array by = array_of(weight, Numbers(16 * 16 * 9));
  EXPECT_FALSE(fits(array_of(images, Numbers(2 * 16 * 81)), by)) << "channels do not lie last";
}

TEST(Winograd, ResultsDoNotDependOnTheThreads) {
  Draw draw("threads");
  const Shape shape{5, 16, 9, 7}, weights{32, 16, 3, 3};
  const Array images = channels_last(shape, draw.normals(numel(shape)), float32),
              weight = array_of(weights, draw.normals(numel(weights)), float32);
  ASSERT_TRUE(fits(images, weight, kSameSize));
  const int before = gradus::num_threads();
  std::vector<Numbers> results;
  for (int threads : {1, 2, 3}) {
    gradus::set_num_threads(threads);
    results.push_back(to_vector<double>(convolved(winograd, images, weight, nullptr, kSameSize)));
  }
  gradus::set_num_threads(before);
  EXPECT_TRUE(results[0] == results[1] && results[1] == results[2]);
}

// A number that is not finite makes those outputs not finite whose windows it lies under, and no
// others, although four outputs share their tile's sums.
TEST(Winograd, NanStaysUnderItsWindows) {
  Draw draw("nan");
  const ConvolutionCase c{"", {2, kWidth, 9, 8}, {kWidth, kWidth, 3, 3}, kSameSize};
  const Array weight = array_of(c.weight, draw.normals(numel(c.weight)));
  for (double strange : {std::nan(""), std::numeric_limits<double>::infinity()})
    for (std::size_t place : {0, 1, 9, 35, 70, 71}) {
      Numbers pixels = draw.normals(numel(c.images));
      pixels[static_cast<std::size_t>(72 * (2 * kWidth - 1)) + place] = strange;
      const Array images = channels_last(c.images, pixels);
      ASSERT_TRUE(fits(images, weight, c.settings));
      const Numbers out =
                        to_vector<double>(convolved(winograd, images, weight, nullptr, kSameSize)),
                    truth = scattered(c, images, weight, nullptr).values;
      for (std::size_t i = 0; i < out.size(); ++i)
        EXPECT_EQ(std::isfinite(out[i]), std::isfinite(truth[i]))
            << strange << " at place " << place << " of the last channel, output "
            << unravel(static_cast<Index>(i), c.images) << " is " << out[i];
    }
}
