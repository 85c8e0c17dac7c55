// The gradients of the convolution on the GPU.
#include <gradus/cnn/conv2d.h>
#include <gradus/gpu/convolution.h>
#include <gradus/testing/expect.h>

#include "convolution_on_gpu.h"

using gradus::Array;
using gradus::ConvolutionAttributes;
using gradus::DType;
using gradus::Index;
using gradus::Layout;
using gradus::Shape;
using gradus::testing::array_of;
using gradus::testing::ConvolutionCase;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::GradientTruth;
using gradus::testing::on_gpu;
using gradus::testing::run_variant;
using gradus::testing::wrong_doing;
using Numbers = std::vector<double>;

namespace {

constexpr const char* kVariants[] = {"direct", "implicit"};

class GradientsOnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_convolution();
  }
};

Numbers gradient(gradus::Operation& op, const std::string& variant, const Shape& upstream,
                 const Numbers& g, const Shape& other, const Numbers& values,
                 ConvolutionAttributes settings, const Shape& result) {
  settings.size[0] = result[2];
  settings.size[1] = result[3];
  const Array out = run_variant(
      op, variant, {on_gpu(array_of(upstream, g)), on_gpu(array_of(other, values))}, settings);
  const std::string wrong = wrong_doing();
  expect(variant + ": the kernel did something wrong", !wrong.empty(), 0)
      .if_true(wrong.find("out of bounds") != std::string::npos,
               "an output or a pixel that is not there must not be read (" + wrong + ")")
      .if_true(true, wrong);
  if (!wrong.empty()) return {};
  return to_vector<double>(out);
}

}  // namespace

TEST_F(GradientsOnGpu, OfPixels) {
  gradus::Operation& op = gradus::ops::conv2d_input_gradient;
  for (const std::string variant : kVariants) {
    // y_j = 1 x_j + 10 x_{j+1} + 100 x_{j+2}: pixel 2 lay under all three windows.
    expect_all(variant + ": 5 pixels, weights 1 10 100, upstream 1 2 3",
               gradient(op, variant, {1, 1, 1, 3}, {1, 2, 3}, {1, 1, 1, 3}, {1, 10, 100}, {},
                        {1, 1, 1, 5}),
               {1, 12, 123, 230, 300})
        .if_equal({321, 32, 3, 0, 0},
                  "the pixels were taken for outputs: position u of output i lies on pixel i + u, "
                  "so subtract u")
        .if_equal(
            {1, 2, 3, 0, 0},
            "only one position of the window was looked at: a pixel lies under several windows")
        .if_equal({100, 210, 321, 32, 3}, "the kernel was turned");
    expect_all(variant + ": stride 2, weights 1 10, upstream 1 2",
               gradient(op, variant, {1, 1, 1, 2}, {1, 2}, {1, 1, 1, 2}, {1, 10},
                        {.stride = {1, 2}}, {1, 1, 1, 4}),
               {1, 10, 2, 20})
        .if_equal({1, 11, 12, 22},
                  "a window begins at every second pixel only: what does not divide by the stride "
                  "has no output")
        .if_equal({1, 12, 20, 0}, "the stride was forgotten");
    expect_all(variant + ": one zero before, weights 1 10, upstream 1 2 3",
               gradient(op, variant, {1, 1, 1, 3}, {1, 2, 3}, {1, 1, 1, 2}, {1, 10},
                        {.padding = {0, 1}}, {1, 1, 1, 3}),
               {12, 23, 30})
        .if_equal({1, 12, 23}, "the padding was forgotten: pixel r is place r + padding");
    expect_all(variant + ": two groups of one channel, weights 1 and 10, upstream 1 2",
               gradient(op, variant, {1, 2, 1, 1}, {1, 2}, {2, 1, 1, 1}, {1, 10}, {.groups = 2},
                        {1, 2, 1, 1}),
               {1, 20})
        .if_equal({21, 21}, "groups were ignored: a channel belongs to the filters of its group")
        .if_equal({1, 2}, "the weights of the first group's filters were taken for all");
  }
}

TEST_F(GradientsOnGpu, OfWeights) {
  gradus::Operation& op = gradus::ops::conv2d_weight_gradient;
  for (const std::string variant : kVariants) {
    expect_all(variant + ": pixels 1 2 3 4, upstream 1 10 100",
               gradient(op, variant, {1, 1, 1, 3}, {1, 10, 100}, {1, 1, 1, 4}, {1, 2, 3, 4}, {},
                        {1, 1, 1, 2}),
               {321, 432})
        .if_equal({300, 400}, "only the last output is left: a weight was used for all of them");
    expect_all(variant + ": two images of one pixel, 1 and 2, upstream 1 10",
               gradient(op, variant, {2, 1, 1, 1}, {1, 10}, {2, 1, 1, 1}, {1, 2}, {}, {1, 1, 1, 1}),
               Numbers{21})
        .if_equal(Numbers{1}, "only the first image was looked at")
        .if_equal(Numbers{10.5}, "the mean over the batch was taken, and not the sum");
    expect_all(variant + ": channels 1 2 in two groups, upstream 1 10",
               gradient(op, variant, {1, 2, 1, 1}, {1, 10}, {1, 2, 1, 1}, {1, 2}, {.groups = 2},
                        {2, 1, 1, 1}),
               {1, 20})
        .if_equal({1, 10}, "the second group's filters look at the second group's channels");
  }
}

TEST_F(GradientsOnGpu, EveryCase) {
  gradus::testing::Draw draw("gradients");
  for (const ConvolutionCase& c : gradus::testing::cases_on_gpu()) {
    const Shape shape{c.images[0], c.weight[0], positions(c, 0), positions(c, 1)};
    for (const DType dtype : {gradus::float32, gradus::float64}) {
      const std::string lying = dtype == gradus::float32 ? "channels last" : "anyhow";
      if (dtype == gradus::float64 && c.weight[0] > 8) continue;
      const Array images = drawn_array(draw, c.images, dtype, lying),
                  weight = drawn_array(draw, c.weight, dtype, lying),
                  g = drawn_array(draw, shape, dtype, lying);
      const GradientTruth truth =
          true_gradients(c, gradus::testing::exact(images), gradus::testing::exact(weight),
                         gradus::testing::exact(g));
      const Layout into_images = draw_layout(draw, c.images),
                   into_weight = draw_layout(draw, c.weight);
      const bool anyhow = lying == "anyhow";
      for (const char* variant : kVariants) {
        const std::string what =
            std::string(variant) + ": " + c.name + ", " + info(dtype).name + ", " + lying;
        ConvolutionAttributes settings = c.settings;
        settings.size[0] = c.images[2];
        settings.size[1] = c.images[3];
        const Array of_images =
            run_variant(gradus::ops::conv2d_input_gradient, variant, {on_gpu(g), on_gpu(weight)},
                        settings, anyhow ? &into_images : nullptr);
        expect_truth(of_images, truth.images,
                     static_cast<double>(c.weight[0] * c.weight[2] * c.weight[3]),
                     "images' gradient, " + what);
        if (HasFatalFailure()) return;
        settings.size[0] = c.weight[2];
        settings.size[1] = c.weight[3];
        const Array of_weight =
            run_variant(gradus::ops::conv2d_weight_gradient, variant, {on_gpu(g), on_gpu(images)},
                        settings, anyhow ? &into_weight : nullptr);
        expect_truth(of_weight, truth.weight, static_cast<double>(shape[0] * shape[2] * shape[3]),
                     "weights' gradient, " + what);
        if (HasFatalFailure()) return;
      }
    }
  }
}

// Long sums over pixels are cut into parts, added in one order.
TEST_F(GradientsOnGpu, ManyPixels) {
  gradus::testing::Draw draw("pixels");
  const ConvolutionCase c{"many", {2, 4, 17, 16}, {8, 4, 2, 2}};
  const Shape shape{2, 8, 16, 15};
  const Array images = drawn_array(draw, c.images, gradus::float32, "channels last"),
              weight = drawn_array(draw, c.weight, gradus::float32, "channels last"),
              g = drawn_array(draw, shape, gradus::float32, "channels last");
  const GradientTruth truth = true_gradients(
      c, gradus::testing::exact(images), gradus::testing::exact(weight), gradus::testing::exact(g));
  const ConvolutionAttributes settings{.size = {2, 2}};
  const auto run = [&] {
    return run_variant(gradus::ops::conv2d_weight_gradient, "implicit", {on_gpu(g), on_gpu(images)},
                       settings);
  };
  const Array first = run();
  expect_truth(first, truth.weight, 480, "480 pixels");
  EXPECT_EQ(to_vector<double>(first), to_vector<double>(run()))
      << "two runs must agree bit for bit";
}
