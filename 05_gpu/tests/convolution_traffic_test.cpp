// What the ways to a convolution move.
#include <gradus/cnn/conv2d.h>
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/convolution_forward.h>
#include <gradus/testing/expect.h>

#include "convolution_on_gpu.h"

using gradus::Array;
using gradus::ConvolutionAttributes;
using gradus::Shape;
using gradus::cuda_on_cpu::Trace;
using gradus::cuda_on_cpu::Traffic;

namespace {

struct Moved {
  Traffic global, shared;
  std::string report;
  double written;  // sectors
};

// 1 x 3, 16 channels to 16 filters, channels last, on 16 x 8 pixels.
Moved traffic_of(const std::string& variant) {
  gradus::cuda::register_device();
  gradus::cuda::register_convolution_forward();
  gradus::testing::Draw draw("traffic");
  const Array images = gradus::testing::on_gpu(
                  drawn_array(draw, {1, 16, 16, 8}, gradus::float32, "channels last")),
              weight = gradus::testing::on_gpu(
                  drawn_array(draw, {16, 16, 1, 3}, gradus::float32, "channels last"));
  const Trace trace;
  gradus::testing::run_variant(gradus::ops::conv2d, variant, {images, weight},
                               ConvolutionAttributes{.padding = {0, 1}, .padding_after = {0, 1}});
  EXPECT_EQ(gradus::testing::wrong_doing(), "");
  double written = 0;
  for (const Traffic& place : trace.global_places())
    if (place.writes) written += static_cast<double>(place.moved);
  return {trace.global(), trace.shared(), trace.report(), written};
}

}  // namespace

TEST(ConvolutionTraffic, ImplicitWritesNoMatrix) {
  const Moved direct = traffic_of("direct"), im2col = traffic_of("im2col"),
              implicit = traffic_of("implicit");
  // The outputs are 16 x 128 numbers, the weights in order 48 x 16, the matrix of windows 128 x
  // 48.
  EXPECT_EQ(implicit.written, (16 * 128 + 48 * 16) / 8) << implicit.report;
  EXPECT_EQ(im2col.written, implicit.written + 128 * 48 / 8) << im2col.report;
  EXPECT_LT(2 * implicit.global.moved, direct.global.moved) << direct.report;
}

TEST(ConvolutionTraffic, NoBankConflicts) {
  const Moved implicit = traffic_of("implicit");
  // Only tiles of 16 columns, which are written 16 bytes at a time, need a second turn.
  EXPECT_LE(implicit.shared.most, 2) << implicit.report;
  EXPECT_LT(static_cast<double>(implicit.shared.moved),
            1.05 * static_cast<double>(implicit.shared.least))
      << implicit.report;
}
