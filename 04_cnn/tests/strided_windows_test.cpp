#include <gradus/cnn/strided_convolution.h>
#include <gradus/testing/expect.h>

#include "convolution_calls.h"

using gradus::cpu;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Layout;
using gradus::Operation;
using gradus::Shape;
using gradus::testing::convolved;
using gradus::testing::expect_all;

namespace {

Operation strided("conv2d", gradus::infer_conv2d,
                  {{cpu, float32, "strided", gradus::conv2d_strided<float>,
                    gradus::conv2d_strided_workspace<float>},
                   {cpu, float64, "strided", gradus::conv2d_strided<double>,
                    gradus::conv2d_strided_workspace<double>}});

// The windows of 2 x 3 in an image of 5 x 6 pixels and 3 channels.
Layout windows(const gradus::ConvolutionAttributes& settings) {
  return windows_of(Layout::contiguous({5, 6, 3}),
                    gradus::convolution_sizes("conv2d", {1, 3, 5, 6}, {1, 3, 2, 3}, settings));
}

// A wrong view would send the kernel out of its memory, so its tests begin with this question.
bool views_are_right() {
  const Layout view = windows({.stride = {1, 2}, .dilation = {2, 1}});
  return view.shape == Shape{3, 2, 2, 3, 3} && view.strides == gradus::Strides{18, 6, 36, 3, 1};
}

}  // namespace

TEST(WindowsAsAView, MovesOverTheSameMemory) {
  const Layout plain = windows({});
  expect_all("the view's sizes: 4 x 4 windows of 2 x 3 places of 3 channels", plain.shape,
             {4, 4, 2, 3, 3});
  expect_all("its strides, in an image with strides 18, 3, 1", plain.strides, {18, 3, 18, 3, 1})
      .if_equal({18, 3, 1, 18, 3},
                "the channels of a place lie next to one another, so they come last: permute");
}

TEST(WindowsAsAView, StrideAndDilation) {
  const Layout view = windows({.stride = {1, 2}, .dilation = {2, 1}});
  expect_all("the strides of windows 1 row and 2 columns apart, with every second row",
             view.strides, {18, 6, 36, 3, 1})
      .if_equal({18, 6, 18, 3, 1}, "the dilation was forgotten: every second row only")
      .if_equal({18, 3, 36, 3, 1}, "the stride was forgotten: windows are 2 columns apart")
      .if_equal({36, 3, 18, 6, 1},
                "unfold by the stride, slice by the dilation, not the other way round");
  expect_all("the sizes of that view", view.shape, {3, 2, 2, 3, 3})
      .if_true(view.shape[0] == 2 && view.strides[2] == 36,
               "2 positions with a dilation of 2 reach over 3 rows, not 4: one window is missing");
}

TEST(StridedConvolution, WindowsBecomeColumns) {
  if (!views_are_right()) GTEST_FAIL() << "the view is wrong, see above";
  expect_all("weights 10, 1 over 1 2 3 / 4 5 6",
             convolved(strided, {1, 1, 2, 3}, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 2}, {10, 1}),
             {12, 23, 45, 56})
      .if_equal({14, 25, 25, 36},
                "the matrix was read as it lies, a window a line; exchange its strides");
}

TEST(StridedConvolution, ZerosOnEitherSide) {
  if (!views_are_right()) GTEST_FAIL() << "the view is wrong, see above";
  expect_all("1 2 3 4 with 2 zeros before and 1 after",
             convolved(strided, {1, 1, 1, 4}, {1, 2, 3, 4}, {1, 1, 1, 1}, {1},
                       {.padding = {0, 2}, .padding_after = {0, 1}}),
             {0, 0, 1, 2, 3, 4, 0})
      .if_equal({0, 0, 1, 2, 0, 0, 0},
                "the image ends at place `size` of the image, which is size - first of the part")
      .if_equal({0, 0, 1, 2, 3, 0, 0}, "as many zeros were taken after the image as before it");
  expect_all("1 2 / 3 4 with a border of zeros, weights 1000, 100 / 10, 1",
             convolved(strided, {1, 1, 2, 2}, {1, 2, 3, 4}, {1, 1, 2, 2}, {1000, 100, 10, 1},
                       {.padding = {1, 1}, .padding_after = {1, 1}}),
             {1, 12, 20, 103, 1234, 2040, 300, 3400, 4000});
}

TEST(StridedConvolution, EveryCase) {
  if (!views_are_right()) GTEST_FAIL() << "the view is wrong, see above";
  gradus::testing::expect_all_cases(strided);
}
