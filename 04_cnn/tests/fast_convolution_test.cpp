#include <gradus/cnn/fast_convolution.h>
#include <gradus/common/threads.h>
#include <gradus/testing/expect.h>

#include "convolution_calls.h"

using gradus::Array;
using gradus::ConvolutionAttributes;
using gradus::cpu;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Operation;
using gradus::testing::array_of;
using gradus::testing::convolved;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

Operation fast(
    "conv2d", gradus::infer_conv2d,
    {{cpu, float32, "fast", gradus::conv2d_fast<float>, gradus::conv2d_fast_workspace<float>},
     {cpu, float64, "fast", gradus::conv2d_fast<double>, gradus::conv2d_fast_workspace<double>}});

// 0, 1, 2, ...
Numbers counted(Index count) {
  Numbers result;
  for (Index i = 0; i < count; ++i) result.push_back(static_cast<double>(i));
  return result;
}

// The first output of every row, for an image of 1000 columns and 10 channels whose pixels hold the
// number of their row. It is so wide that only 2 of its rows fit into a band.
Numbers rows_of_a_wide_image(Index rows, Index stride) {
  Numbers pixels(static_cast<std::size_t>(10 * rows * 1000));
  for (std::size_t i = 0; i < pixels.size() / 10; ++i) pixels[i] = static_cast<double>(i / 1000);
  const Numbers out = convolved(fast, {1, 10, rows, 1000}, pixels, {1, 10, 1, 1},
                                {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {.stride = {stride, 1}});
  Numbers result;
  for (std::size_t i = 0; i < out.size(); i += 1000) result.push_back(out[i]);
  return result;
}

// The scratch memory for a convolution of 3 x 3 over 8 channels of 1000 columns, by one thread.
double scratch_bytes(Index rows) {
  const Array images = Array::empty({1, 8, rows, 1000}, float32),
              weight = Array::empty({1, 8, 3, 3}, float32),
              out = Array::empty({1, 1, rows, 1000}, float32);
  const Array *inputs[] = {&images, &weight}, *outputs[] = {&out};
  const gradus::Attributes settings(
      ConvolutionAttributes{.padding = {1, 1}, .padding_after = {1, 1}});
  const int before = gradus::num_threads();
  gradus::set_num_threads(1);
  const auto bytes = gradus::conv2d_fast_workspace<float>({inputs, outputs, settings});
  gradus::set_num_threads(before);
  return static_cast<double>(bytes);
}

}  // namespace

TEST(Tile, SumsOverItsWindow) {
  const Numbers out = convolved(fast, {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 1, 2, 2},
                                {1000, 100, 10, 1});
  expect_all("digits 1 to 9 in a square, weights 1000, 100 / 10, 1", out, {1245, 2356, 4578, 5689})
      .if_equal({12000, 16000, 24000, 28000},
                "all numbers met the first weight: `weights` must move on, too")
      .if_equal({1245, 1245, 4578, 4578},
                "all outputs of a tile read the window of the first: add p * pixel")
      .if_equal({5, 6, 8, 9}, "only the last number of the window is left: add to the totals")
      .if_true(out[0] == 1000 || out[0] == 1020,  // vectors of at least 4, of 2
               "the weights of one filter were written next to one another; there lie those of "
               "the other filters")
      .if_equal({1400, 2500, 4700, 5800},
                "every second weight is missing: a block has `width` filters, not always kColumns");
  expect_all("pixels 1 4, 2 5, 3 6 of two channels, weights 10 and 1",
             convolved(fast, {1, 2, 1, 3}, {1, 2, 3, 4, 5, 6}, {1, 2, 1, 1}, {10, 1}), {14, 25, 36})
      .if_equal(
          {14, 42, 25},
          "output p read p numbers further: a pixel has `pixel` numbers, one for each channel");
  expect_all("channels 1 2 and 3 4, weights 1000 100 and 10 1",
             convolved(fast, {1, 2, 1, 2}, {1, 2, 3, 4}, {1, 2, 1, 2}, {1000, 100, 10, 1}), {1234})
      .if_equal(Numbers{1540},
                "the channels of a filter do not lie next to one another: see weight_strides[1]");
}

TEST(Row, IsCutIntoTiles) {
  for (Index columns = 1; columns < 40; ++columns) {
    const Numbers out = convolved(fast, {1, 1, 1, columns}, counted(columns), {1, 1, 1, 1}, {1});
    expect_all("a row of outputs 0, 1, 2, ...", out, counted(columns))
        .if_true(columns == 17 && out[0] == 0 && out[11] == 11 && std::isnan(out[16]),
                 "the outputs after the last full tile were forgotten");
  }
  Numbers expected, without_stride;
  for (Index i = 0; i < 17; ++i) {  // three tiles, of 5, 6 and 6 outputs
    const Index begin = i < 5 ? 0 : i < 11 ? 5 : 11;
    expected.push_back(static_cast<double>(2 * i));
    without_stride.push_back(static_cast<double>(begin + 2 * (i - begin)));
  }
  expect_all("every second pixel of 0, 1, 2, ...",
             convolved(fast, {1, 1, 1, 33}, counted(33), {1, 1, 1, 1}, {1}, {.stride = {1, 2}}),
             expected)
      .if_equal(without_stride,
                "the second tile begins too early in the image: its first output is `begin` "
                "strides away");
}

TEST(Bands, HaveAllRows) {
  const Numbers out = rows_of_a_wide_image(5, 1);
  expect_all("rows of an image in which each pixel holds its row, bands of 2 rows", out,
             {0, 1, 2, 3, 4})
      .if_true(out[0] == 0 && out[2] == 2 && std::isnan(out[4]),
               "the last rows are in no band: round the rows of a band up");
  expect_all("every second row of an image in which each pixel holds its row",
             rows_of_a_wide_image(9, 2), {0, 2, 4, 6, 8})
      .if_equal({0, 1, 2, 3, 4},
                "band after band was read without the stride: output row `top` looks top * step "
                "rows down");
}

TEST(Bands, BeginInTheZeros) {
  expect_all("1 2 / 3 4 with a border of zeros, weights 1000, 100 / 10, 1",
             convolved(fast, {1, 1, 2, 2}, {1, 2, 3, 4}, {1, 1, 2, 2}, {1000, 100, 10, 1},
                       {.padding = {1, 1}, .padding_after = {1, 1}}),
             {1, 12, 20, 103, 1234, 2040, 300, 3400, 4000})
      .if_equal({103, 1234, 2040, 300, 3400, 4000, 0, 0, 0},
                "the first band began with the image, not with the row of zeros before it")
      .if_equal({12, 20, 0, 1234, 2040, 0, 3400, 4000, 0},
                "every row began with the image, not with the column of zeros before it");
}

TEST(Bands, NeedLittleMemory) {
  const double low = scratch_bytes(20), high = scratch_bytes(200);
  expect("bytes of scratch memory for an image of 200 rows, against one of 20", high, low)
      .if_true(
          high > 5 * low,
          "it grows with the image: a band shall be as small as the cache, not the whole image");
  expect("kilobytes for an image of 20 rows of 32 kB, with 192 kB for a copy", low / 1000, 200, 0.1)
      .if_true(low > 210'000 && low < 250'000,
               "3 rows are copied for a single output row: only what is left of kBytes is for more")
      .if_true(low < 150'000,
               "the copy is smaller than it may be, so more rows are copied twice than need be");
}

TEST(FastConvolution, EveryCase) { gradus::testing::expect_all_cases(fast); }

TEST(FastConvolution, ResultsDoNotDependOnTheThreads) {
  gradus::testing::Draw draw("threads");
  const Array images = array_of({5, 3, 9, 7}, draw.normals(5 * 3 * 9 * 7), float32),
              weight = array_of({20, 3, 3, 3}, draw.normals(20 * 27), float32);
  const int before = gradus::num_threads();
  std::vector<Numbers> results;
  for (int threads : {1, 2, 3}) {
    gradus::set_num_threads(threads);
    results.push_back(to_vector<double>(convolved(fast, images, weight, nullptr, {})));
  }
  gradus::set_num_threads(before);
  EXPECT_TRUE(results[0] == results[1] && results[1] == results[2]);
}
