// What softmax moves.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/softmax.h>
#include <gradus/layers/softmax.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "on_gpu.h"

namespace gradus::testing {
namespace {

using cuda_on_cpu::Trace;

TEST(SoftmaxTraffic, ReadsTwiceAndWritesOnce) {
  if (failed_before()) GTEST_SKIP() << "first mend what failed above";
  cuda::register_device();
  cuda::register_softmax();
  for (const Shape& shape : {Shape{4, 512}, Shape{64, 32}, Shape{64, 16}})
    for (const int axis : {0, 1}) {
      const Tensor x = to(ones(shape), gpu);
      const Trace trace;
      run_poisoned(ops::softmax, {x}, SoftmaxAttributes{axis});
      EXPECT_EQ(trouble(), "");
      const double sectors = static_cast<double>(x.numel()) * 4 / 32;
      std::ostringstream what;
      what << "sectors moved by the softmax of " << shape << " over axis " << axis;
      expect(what.str(), static_cast<double>(trace.global().moved), 3 * sectors)
          .if_equal(4 * sectors,
                    "the row is read three times: largest number and sum come from one pass")
          .if_true(static_cast<double>(trace.global().moved) > 4 * sectors,
                   "neighbouring threads do not read what lies side by side\n" + trace.report());
      EXPECT_LE(trace.shared().most, 2) << trace.report();
    }
}

}  // namespace
}  // namespace gradus::testing
