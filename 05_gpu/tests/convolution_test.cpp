// The convolution on the GPU.
#include <gradus/cnn/conv2d.h>
#include <gradus/gpu/convolution_forward.h>
#include <gradus/testing/expect.h>

#include "convolution_on_gpu.h"

using gradus::Array;
using gradus::ConvolutionAttributes;
using gradus::DType;
using gradus::Layout;
using gradus::Shape;
using gradus::testing::array_of;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::on_gpu;
using gradus::testing::run_variant;
using gradus::testing::wrong_doing;
using Numbers = std::vector<double>;

namespace {

constexpr const char* kVariants[] = {"direct", "im2col", "strided", "implicit"};

class ConvolutionOnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_convolution_forward();
  }
};

// Whole numbers through one variant.
Numbers convolved(const std::string& variant, const Shape& images, const Numbers& pixels,
                  const Shape& weight, const Numbers& weights,
                  const ConvolutionAttributes& settings = {}) {
  const Array out =
      run_variant(gradus::ops::conv2d, variant,
                  {on_gpu(array_of(images, pixels)), on_gpu(array_of(weight, weights))}, settings);
  const std::string wrong = wrong_doing();
  expect(variant + ": the kernel did something wrong", !wrong.empty(), 0)
      .if_true(variant != "im2col" && wrong.find("out of bounds") != std::string::npos,
               "taps are counted with the channel fastest, then x, then y; tiles take several "
               "channels of a tap at once (" +
                   wrong + ")")
      .if_true(wrong.find("out of bounds") != std::string::npos,
               "what lies outside of the image is 0, and must not be read (" + wrong + ")")
      .if_true(true, wrong);
  if (!wrong.empty()) return {};
  return to_vector<double>(out);
}

}  // namespace

TEST_F(ConvolutionOnGpu, OutputsSpellTheirWindows) {
  const Numbers digits{1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const std::string variant : kVariants) {
    expect_all(variant + ": digits in a square, weights 1000, 100 / 10, 1",
               convolved(variant, {1, 1, 3, 3}, digits, {1, 1, 2, 2}, {1000, 100, 10, 1}),
               {1245, 2356, 4578, 5689})
        .if_equal({1425, 2536, 4758, 5869}, "the kernel's rows and columns were exchanged")
        .if_equal({5421, 6532, 8754, 9865}, "the kernel was turned by half a turn")
        .if_equal({5, 6, 8, 9}, "only the last term is left: an output is a sum, over all terms");
    expect_all(variant + ": every second window of 1 ... 9",
               convolved(variant, {1, 1, 1, 9}, digits, {1, 1, 1, 2}, {10, 1}, {.stride = {1, 2}}),
               {12, 34, 56, 78})
        .if_equal({13, 24, 35, 46},
                  "stride and dilation were exchanged: the stride moves the window");
    expect_all(
        variant + ": windows of 1 ... 9 with every third place",
        convolved(variant, {1, 1, 1, 9}, digits, {1, 1, 1, 3}, {100, 10, 1}, {.dilation = {1, 3}}),
        {147, 258, 369})
        .if_equal({123, 234, 345}, "the dilation was forgotten");
    expect_all(
        variant + ": 1 2 3 with one zero before",
        convolved(variant, {1, 1, 1, 3}, {1, 2, 3}, {1, 1, 1, 2}, {10, 1}, {.padding = {0, 1}}),
        {1, 12, 23})
        .if_equal({12, 23, 30},
                  "the padding was forgotten: window 0 begins in the zeros before the image");
  }
}

TEST_F(ConvolutionOnGpu, ChannelsAndGroups) {
  for (const std::string variant : kVariants) {
    expect_all(variant + ": two channels of two pixels, weights 1000, 100 / 10, 1",
               convolved(variant, {1, 2, 1, 2}, {1, 2, 3, 4}, {1, 2, 1, 2}, {1000, 100, 10, 1}),
               {1234})
        .if_equal(Numbers{1324}, "taps are counted with the channel fastest, then x, then y");
    expect_all(variant + ": channels 1 2 3 4 in two groups, four filters with weights 10 and 1",
               convolved(variant, {1, 4, 1, 1}, {1, 2, 3, 4}, {4, 2, 1, 1},
                         {10, 1, 10, 1, 10, 1, 10, 1}, {.groups = 2}),
               {12, 12, 34, 34})
        .if_equal({12, 12, 12, 12},
                  "groups were ignored: all filters looked at the channels of the first group")
        .if_equal({12, 34, 12, 34},
                  "the first half of the filters is group 0: filter f is in group f / filters");
  }
}

TEST_F(ConvolutionOnGpu, EveryCase) {
  gradus::testing::Draw draw("convolution");
  for (const gradus::testing::ConvolutionCase& c : gradus::testing::cases_on_gpu())
    for (const DType dtype : {gradus::float32, gradus::float64}) {
      const std::string lying = dtype == gradus::float32 ? "channels last" : "anyhow";
      if (dtype == gradus::float64 && c.weight[0] > 8) continue;
      const Array images = drawn_array(draw, c.images, dtype, lying),
                  weight = drawn_array(draw, c.weight, dtype, lying),
                  bias = drawn_array(draw, {c.weight[0]}, dtype, lying);
      const auto sums = gradus::testing::scattered(c, images, weight, c.bias ? &bias : nullptr);
      const gradus::testing::Truth truth{sums.shape, sums.values, sums.sizes};
      const Layout anyhow = draw_layout(draw, truth.shape);
      std::vector<Array> inputs{on_gpu(images), on_gpu(weight)};
      if (c.bias) inputs.push_back(on_gpu(bias));
      for (const char* variant : kVariants) {
        const Array out = run_variant(gradus::ops::conv2d, variant, inputs, c.settings,
                                      lying == "anyhow" ? &anyhow : nullptr);
        expect_truth(out, truth, static_cast<double>(c.weight[1] * c.weight[2] * c.weight[3]),
                     std::string(variant) + ": " + c.name + ", " + info(dtype).name + ", " + lying);
        if (HasFatalFailure()) return;
      }
    }
}
