// What the fast matrix products move.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/matmul.h>
#include <gradus/testing/expect.h>

#include "product_cases.h"

using gradus::Array;
using gradus::Index;
using gradus::cuda_on_cpu::Trace;
using gradus::cuda_on_cpu::Traffic;
using gradus::testing::array_of;
using gradus::testing::expect;
using gradus::testing::on_gpu;

namespace {

constexpr Index kSize = 128, kInner = 16;

struct Moved {
  Traffic global, shared;
  std::string report;
};

// What a product [128, 16] x [16, 128] in float32 moves.
Moved traffic_of(const std::string& variant, bool turned = false) {
  gradus::cuda::register_device();
  gradus::cuda::register_matmul();
  gradus::testing::Draw draw("traffic");
  const auto matrix = [&](Index rows, Index columns) {
    if (turned) std::swap(rows, columns);
    const Array plain =
        on_gpu(array_of({rows, columns}, draw.normals(rows * columns), gradus::float32));
    return turned ? plain.with(gradus::views::transpose(plain.layout, 0, 1)) : plain;
  };
  const Array a = matrix(kSize, kInner), b = matrix(kInner, kSize);
  const Trace trace;
  gradus::testing::run_variant(gradus::ops::matmul, variant, {a, b});
  EXPECT_EQ(gradus::testing::wrong_doing(), "");
  return {trace.global(), trace.shared(), trace.report()};
}

}  // namespace

TEST(FastTraffic, LargerTilesLoadLess) {
  const Moved shared = traffic_of("shared"), registers = traffic_of("registers");
  // Sectors of a, b and c when a is loaded by every column of tiles, b by every row.
  const auto expected = [](Index tile) {
    const Index times = kSize / tile;
    return static_cast<double>((2 * times * kSize * kInner + kSize * kSize) / 8);
  };
  expect("sectors, tiles of 32 x 32", static_cast<double>(shared.global.moved), expected(32));
  EXPECT_GT(shared.shared.requests, 15 * registers.shared.requests);
  expect("sectors, tiles of 128 x 128", static_cast<double>(registers.global.moved), expected(128))
      .if_true(true, registers.report);
  // 8 warps, 16 steps of k, 16 numbers a step; and 16 x 256 numbers written by 8 warps.
  expect("requests to shared memory with 8 x 8 outputs a thread",
         static_cast<double>(registers.shared.requests), 8 * 16 * 16 + 2 * 64)
      .if_true(true, "each of the 16 numbers of a step is to be loaded once, not once a product\n" +
                         registers.report);
}

TEST(FastTraffic, NoBankConflicts) {
  for (const bool turned : {false, true})
    for (const char* variant : {"vectorised", "async"}) {
      if (turned && std::string(variant) == "async") continue;
      const int before = gradus::cuda::use_tiles(1);
      const Moved moved = traffic_of(variant, turned);
      gradus::cuda::use_tiles(before);
      const std::string how = std::string(variant) + (turned ? ", transposed" : ", row after row");
      expect(how + ": turns that a request of shared memory takes at most", moved.shared.most, 1)
          .if_true(true,
                   "lanes of a quarter of a warp must read neighbouring pieces, or the same\n" +
                       moved.report);
      expect(how + ": sectors from and to global memory", static_cast<double>(moved.global.moved),
             static_cast<double>(moved.global.least))
          .if_true(true, moved.report);
    }
}
