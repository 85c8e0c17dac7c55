// What reductions move.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/reductions.h>
#include <gradus/tensor_autograd/reductions.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "on_gpu.h"

namespace gradus::testing {
namespace {

using cuda_on_cpu::Trace;

TEST(ReductionsTraffic, NeighboursReadWhatLiesSideBySide) {
  if (failed_before()) GTEST_SKIP() << "first mend what failed above";
  cuda::register_device();
  cuda::register_reductions();
  for (const Shape& shape :
       {Shape{3, 1024}, Shape{64, 16}, Shape{512, 8}, Shape{96, 64}, Shape{1, 16384}})
    for (const int axis : {0, 1}) {
      if (shape[1 - axis] == 1 && axis == 0) continue;
      const Tensor x = to(ones(shape), gpu);
      const Trace trace;
      run_poisoned(ops::sum, {x}, ReduceAttributes{1u << axis, false});
      EXPECT_EQ(trouble(), "");
      std::int64_t moved = 0, least = 0;
      for (const cuda_on_cpu::Traffic& place : trace.global_places())
        if (!place.writes) {
          moved += place.moved;
          least += place.least;
        }
      std::ostringstream what;
      what << "sectors read for the sum of " << shape << " over axis " << axis;
      expect(what.str(), static_cast<double>(moved), static_cast<double>(least))
          .if_true(axis == 1 && moved > least,
                   "a thread's elements lie side by side, so that a warp's 32 do not: go on by "
                   "blockDim.x, not by 1\n" +
                       trace.report())
          .if_true(moved > least, "a warp reads what lies apart\n" + trace.report());
    }
}

TEST(ReductionsTraffic, NoBankConflicts) {
  if (failed_before()) GTEST_SKIP() << "first mend what failed above";
  cuda::register_device();
  cuda::register_reductions();
  for (const char* variant : {"shuffles", "tree"})
    for (const int axis : {0, 1}) {
      const UseVariant use(ops::sum, variant);
      const Tensor x = to(ones({320, 260}), gpu);
      const Trace trace;
      run_poisoned(ops::sum, {x}, ReduceAttributes{1u << axis, false});
      EXPECT_EQ(trouble(), "");
      EXPECT_EQ(trace.shared().most, 1) << trace.report();
    }
}

}  // namespace
}  // namespace gradus::testing
