#include <gradus/cnn/im2col.h>
#include <gradus/testing/expect.h>

#include "convolution_calls.h"

using gradus::cpu;
using gradus::float32;
using gradus::float64;
using gradus::Operation;
using gradus::testing::convolved;
using gradus::testing::expect_all;

namespace {

Operation im2col("conv2d", gradus::infer_conv2d,
                 {{cpu, float32, "im2col", gradus::conv2d_im2col<float>,
                   gradus::conv2d_im2col_workspace<float>},
                  {cpu, float64, "im2col", gradus::conv2d_im2col<double>,
                   gradus::conv2d_im2col_workspace<double>}});

}  // namespace

// The first test on purpose: nobody has called the kernel before.
TEST(Im2col, ALargerBatchAfterASmallOne) {
  convolved(im2col, {1, 1, 1, 1}, {1}, {1, 1, 1, 1}, {1});
  const std::vector<double> three = convolved(im2col, {3, 1, 1, 1}, {1, 2, 3}, {1, 1, 1, 1}, {1});
  expect_all("images of one pixel, 1, 2 and 3, after a call with one image", three, {1, 2, 3})
      .if_true(three[0] == 1 && std::isnan(three[1]) && std::isnan(three[2]),
               "only as many images as in the first call: a batch may have any size")
      .if_equal({1, 1, 1}, "all outputs are of the first image: write the windows of image n");
}

TEST(Im2col, LinesInTheOrderOfTheWeights) {
  expect_all("channels 1 2 and 3 4, weights 1000 100 and 10 1",
             convolved(im2col, {1, 2, 1, 2}, {1, 2, 3, 4}, {1, 2, 1, 2}, {1000, 100, 10, 1}),
             {1234})
      .if_equal(std::vector<double>{1324},
                "c changes from line to line; it must change last: a weight [c, y, x] lies "
                "at (c rows + y) columns + x");
  expect_all("digits 1 to 9 in a square, weights 1000, 100 / 10, 1",
             convolved(im2col, {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 1, 2, 2},
                       {1000, 100, 10, 1}),
             {1245, 2356, 4578, 5689})
      .if_equal({1425, 2536, 4758, 5869}, "y changes from line to line; x must, and y after it");
  expect_all("a kernel of 1 x 1 with weight 1 over 1 2 3 / 4 5 6",
             convolved(im2col, {1, 1, 2, 3}, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 1}, {1}),
             {1, 2, 3, 4, 5, 6})
      .if_equal({1, 4, 2, 5, 3, 6},
                "the outputs of a line are numbered row after row: row * out columns + column");
}

TEST(Im2col, ZerosAreWritten) {
  const std::vector<double> out =
      convolved(im2col, {1, 1, 2, 2}, {1, 2, 3, 4}, {1, 1, 2, 2}, {1000, 100, 10, 1},
                {.padding = {1, 1}, .padding_after = {1, 1}});
  expect_all("1 2 / 3 4 with a border of zeros, weights 1000, 100 / 10, 1", out,
             {1, 12, 20, 103, 1234, 2040, 300, 3400, 4000})
      .if_true(std::isnan(out[0]) && out[4] == 1234,
               "the scratch memory holds what was there before: a place outside of the image needs "
               "its 0")
      .if_equal({1111, 1212, 2222, 1133, 1234, 2244, 3333, 3434, 4444},
                "the nearest pixel was written where there are zeros");
}

TEST(Im2col, TheProductReadsTheMatrix) {
  expect_all("weights 100, 10, 1 over 1 2 3 4 / 5 6 7 8: a matrix of 3 lines and 4 columns",
             convolved(im2col, {1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 1, 3}, {100, 10, 1}),
             {123, 234, 567, 678})
      .if_equal({125, 623, 673, 478},
                "the matrix was read as if each window were a line; its lines are the positions");
}

TEST(Im2col, GroupsHaveTheirChannels) {
  expect_all("channels 1 2 3 4 in two groups, four filters with weights 10 and 1",
             convolved(im2col, {1, 4, 1, 1}, {1, 2, 3, 4}, {4, 2, 1, 1},
                       {10, 1, 10, 1, 10, 1, 10, 1}, {.groups = 2}),
             {12, 12, 34, 34})
      .if_equal({12, 12, 12, 12}, "every group got the channels of the first one")
      .if_equal({12, 12, 23, 23}, "group g begins with channel g * (channels of a group), not g");
}

TEST(Im2col, EveryCase) { gradus::testing::expect_all_cases(im2col); }
