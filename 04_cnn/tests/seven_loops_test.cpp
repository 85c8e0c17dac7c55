#include <gradus/cnn/seven_loops.h>
#include <gradus/common/error.h>
#include <gradus/testing/expect.h>

#include "convolution_calls.h"

using gradus::Array;
using gradus::ConvolutionAttributes;
using gradus::ConvolutionSizes;
using gradus::cpu;
using gradus::float32;
using gradus::float64;
using gradus::Operation;
using gradus::output_size;
using gradus::Shape;
using gradus::testing::array_of;
using gradus::testing::convolved;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

Operation naive("conv2d", gradus::infer_conv2d,
                {{cpu, float32, "naive", gradus::conv2d_naive<float>},
                 {cpu, float64, "naive", gradus::conv2d_naive<double>}});

std::string message(const Shape& images, const Shape& weight, const ConvolutionAttributes& settings,
                    const Shape& bias = {}, gradus::DType dtype = float64) {
  const Array zeros[] = {Array::empty(images, float64), Array::empty(weight, dtype),
                         Array::empty(bias, float64)};
  const Array* inputs[] = {&zeros[0], &zeros[1], &zeros[2]};
  gradus::OutputSpecs outputs;
  try {
    gradus::infer_conv2d(naive, {inputs, bias.rank() > 0 ? 3u : 2u}, settings, outputs);
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(OutputSize, CountsPositions) {
  using S = ConvolutionAttributes;
  expect("positions of a window of 3 in 5 places", output_size(5, 3, {}, 0), 3)
      .if_equal(2, "so often can it be moved; its first position counts, too");
  expect("positions of a window of 3 in 6 places with a stride of 2",
         output_size(6, 3, S{.stride = {2, 1}}, 0), 2)
      .if_equal(3, "rounded up: the last window would stick out of the image");
  expect("positions of a window of 3 with a dilation of 3 in 9 places",
         output_size(9, 3, S{.dilation = {3, 1}}, 0), 3)
      .if_equal(1,
                "between 3 positions lie 2 gaps, not 3: a window reaches over dilation (k - 1) + 1")
      .if_equal(7, "the dilation was forgotten");
  expect("positions of a window of 3 in 4 places with 1 zero before and 4 after",
         output_size(4, 3, S{.padding = {1, 0}, .padding_after = {4, 0}}, 0), 7)
      .if_equal(4, "as many zeros were counted after the image as before it; see padding_after")
      .if_equal(3, "only the zeros before the image were counted");
  expect("positions of a window of 4 in 2 places with a stride of 3",
         output_size(2, 4, S{.stride = {3, 1}}, 0), 0)
      .if_equal(
          1, "a window that does not fit has no position; -2 / 3 is 0 in C++, and then comes + 1");
  const S columns{.stride = {1, 4}, .padding = {0, 2}, .padding_after = {0, 3}, .dilation = {1, 2}};
  expect("positions of a window of 3 along the columns, stride 4, dilation 2, 2 + 3 zeros",
         output_size(9, 3, columns, 1), 3)
      .if_equal(7, "axis 1 was counted with the settings of axis 0");
}

TEST(Source, IsThePlaceInTheImage) {
  const ConvolutionSizes sizes{
      .settings = {
          .stride = {2, 3}, .padding = {1, 2}, .padding_after = {6, 4}, .dilation = {5, 7}}};
  expect("the row under position 3 of window 4; stride 2, dilation 5, 1 zero before",
         static_cast<double>(sizes.source(0, 4, 3)), 22)
      .if_equal(23, "window 0 begins in the zeros before the image: the padding was forgotten")
      .if_equal(24, "the zeros come before the image: row 0 is place 1, so subtract the padding")
      .if_equal(
          25,
          "the stride moves the window, the dilation moves inside of it, not the other way round")
      .if_equal(17, "what stands after the image moves nothing: `padding`, not `padding_after`");
  expect("the column under position 3 of window 4; stride 3, dilation 7, 2 zeros before",
         static_cast<double>(sizes.source(1, 4, 3)), 31)
      .if_equal(22, "the columns have settings of their own: index them by `axis`");
}

TEST(SevenLoops, OutputsSpellTheirWindows) {
  expect_all(
      "digits 1 to 9 in a square, weights 1000, 100 / 10, 1",
      convolved(naive, {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 1, 2, 2}, {1000, 100, 10, 1}),
      {1245, 2356, 4578, 5689})
      .if_equal(
          {5421, 6532, 8754, 9865},
          "the kernel was turned by half a turn: that is the convolution of signal processing; "
          "networks use weight (y, x) for pixel (row + y, column + x)")
      .if_equal({1425, 2536, 4758, 5869}, "the kernel's rows and columns were exchanged")
      .if_equal({5, 6, 8, 9}, "only the last term is left: an output is a sum, over all terms")
      .if_equal({5, 56, 508, 5689}, "row 0 and column 0 belong to the image");
  expect_all("a row of weights 100, 10, 1 over 1 2 3 4 / 5 6 7 8",
             convolved(naive, {1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 1, 3}, {100, 10, 1}),
             {123, 234, 567, 678});
  expect_all("a column of weights 10, 1 over 1 2 3 4 / 5 6 7 8",
             convolved(naive, {1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 2, 1}, {10, 1}),
             {15, 26, 37, 48});
}

TEST(SevenLoops, ZerosAreAround) {
  expect_all("1 2 / 3 4 with a border of zeros, weights 1000, 100 / 10, 1",
             convolved(naive, {1, 1, 2, 2}, {1, 2, 3, 4}, {1, 1, 2, 2}, {1000, 100, 10, 1},
                       {.padding = {1, 1}, .padding_after = {1, 1}}),
             {1, 12, 20, 103, 1234, 2040, 300, 3400, 4000})
      .if_equal({1111, 1212, 2222, 1133, 1234, 2244, 3333, 3434, 4444},
                "outside of the image are zeros; the nearest pixel was taken");
}

TEST(SevenLoops, StrideAndDilation) {
  const std::vector<double> digits{1, 2, 3, 4, 5, 6, 7, 8, 9};
  expect_all("every second window of 1 ... 9",
             convolved(naive, {1, 1, 1, 9}, digits, {1, 1, 1, 2}, {10, 1}, {.stride = {1, 2}}),
             {12, 34, 56, 78});
  expect_all(
      "windows of 1 ... 9 with every third place",
      convolved(naive, {1, 1, 1, 9}, digits, {1, 1, 1, 3}, {100, 10, 1}, {.dilation = {1, 3}}),
      {147, 258, 369});
}

TEST(SevenLoops, ChannelsAndGroups) {
  expect_all("two channels of one pixel, 3 and 7, weights 10 and 1",
             convolved(naive, {1, 2, 1, 1}, {3, 7}, {1, 2, 1, 1}, {10, 1}), {37})
      .if_equal(std::vector<double>{30},
                "a filter looks at all channels of its group, not only the first");
  expect_all("channels 1 2 3 4 in two groups, four filters with weights 10 and 1",
             convolved(naive, {1, 4, 1, 1}, {1, 2, 3, 4}, {4, 2, 1, 1},
                       {10, 1, 10, 1, 10, 1, 10, 1}, {.groups = 2}),
             {12, 12, 34, 34})
      .if_equal({12, 12, 12, 12}, "all filters looked at the channels of the first group")
      .if_equal({12, 34, 12, 34},
                "the first half of the filters is group 0: filter f is in group f / filters");
}

TEST(SevenLoops, EveryImageHasWindowsOfItsOwn) {
  expect_all("images of one pixel, 1 and 2",
             convolved(naive, {2, 1, 1, 1}, {1, 2}, {1, 1, 1, 1}, {1}), {1, 2})
      .if_equal({1, 1}, "both outputs are of the first image: `n` tells which it is");
}

TEST(SevenLoops, TakesNoMemory) {
  const std::vector<double> ones(36, 1.0);
  const Array image = array_of({1, 1, 6, 6}, ones), kernel = array_of({1, 1, 2, 2}, {1, 1, 1, 1}),
              out = Array::empty({1, 1, 7, 7}, float64);
  gradus::reset_peak(cpu);
  const gradus::MemoryUse before = memory_use(cpu);
  run_into(naive, {&image, &kernel}, {&out},
           ConvolutionAttributes{.padding = {1, 1}, .padding_after = {1, 1}});
  expect("bytes that one call takes for itself",
         static_cast<double>(memory_use(cpu).peak - before.live), 0)
      .if_true(memory_use(cpu).peak > before.live,
               "no padded copy is needed: whether a pixel is a zero can be told from its place");
}

TEST(SevenLoops, EveryCase) { gradus::testing::expect_all_cases(naive); }

TEST(SevenLoops, ErrorsNameTheValues) {
  EXPECT_EQ(message({2, 3, 8, 8}, {4, 2, 3, 3}, {}),
            "conv2d: images [2, 3, 8, 8] have 3 channels, weights [4, 2, 3, 3] are for 2");
  EXPECT_EQ(
      message({2, 4, 8, 8}, {4, 4, 3, 3}, {.groups = 2}),
      "conv2d: images [2, 4, 8, 8] have 4 channels, weights [4, 4, 3, 3] in 2 groups are for 8");
  EXPECT_EQ(message({2, 3, 8, 8}, {4, 3, 3, 3}, {.groups = 2}),
            "conv2d: 3 channels and 4 filters cannot both be cut into 2 groups");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 5, 2}, {}),
            "conv2d: a window of 5 x 2 (dilation 1 x 1) does not fit into images [2, 3, 4, 4]; pad "
            "them, or take a smaller one");
  EXPECT_EQ(
      message({2, 3, 4}, {4, 3, 5, 2}, {}),
      "conv2d: needs images [N, C, H, W] and weights [F, C / groups, h, w], not [2, 3, 4] and "
      "[4, 3, 5, 2]");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 0, 2}, {}),
            "conv2d: a kernel [4, 3, 0, 2] has no positions");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 2, 2}, {}, {3}),
            "conv2d: the bias is [3] and must be [4]");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 2, 2}, {}, {}, float32),
            "conv2d: dtypes differ: float64 and float32; convert one with to(dtype)");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 2, 2}, {.stride = {1, 0}}),
            "conv2d: stride and dilation must be at least 1, not 0 and 1");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 2, 2}, {.padding = {0, -1}}),
            "conv2d: padding must not be negative, and is -1");
  EXPECT_EQ(message({2, 3, 4, 4}, {4, 3, 2, 2}, {.groups = 0}),
            "conv2d: groups must be at least 1, not 0");
}
