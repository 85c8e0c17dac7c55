// What the transposes cost in memory traffic: counted, not timed.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/transpose.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "device_numbers.h"
#include "transposed.h"

using gradus::cuda::TransposeBy;
using gradus::cuda_on_cpu::Trace;
using gradus::testing::DeviceNumbers;
using gradus::testing::expect;

namespace {

constexpr int kSize = 64;

// Sectors moved for each that would have to be, and the most turns of one request to shared memory.
struct Cost {
  double reads, writes, turns;
  std::string report;
};

Cost cost(TransposeBy how) {
  const std::vector<float> in(kSize * kSize, 1.0f);
  const DeviceNumbers<float> on_gpu(in), out(in.size());
  const Trace trace;
  gradus::cuda::transpose<float>(on_gpu, out, gradus::testing::sizes_of(1, kSize, kSize), how);
  double moved[2] = {}, least[2] = {};
  for (const auto& place : trace.global_places()) {
    moved[place.writes] += static_cast<double>(place.moved);
    least[place.writes] += static_cast<double>(place.least);
  }
  return {moved[0] / least[0], moved[1] / least[1], static_cast<double>(trace.shared().most),
          trace.report()};
}

}  // namespace

TEST(CoalescingTraffic, ElementByElementReadsEightTimesTooMuch) {
  const Cost c = cost(TransposeBy::kElements);
  // 32 lanes read from 32 columns: 32 sectors of 32 bytes for 128 bytes that are needed.
  expect("sectors read, for each that is needed", c.reads, 8);
  expect("sectors written, for each that is needed", c.writes, 1);
}

TEST(CoalescingTraffic, TilesReadAndWriteWhatIsNeeded) {
  const Cost c = cost(TransposeBy::kTiles);
  expect("sectors read, for each that is needed", c.reads, 1)
      .if_equal(8,
                "neighbouring lanes read from different columns, which lie far apart: in loading, "
                "lanes are rows\n" +
                    c.report);
  expect("sectors written, for each that is needed", c.writes, 1)
      .if_equal(8,
                "neighbouring lanes write to different rows, which lie far apart: in storing, "
                "lanes are columns\n" +
                    c.report);
  expect("turns of the worst request to shared memory", c.turns, 1)
      .if_equal(32,
                "32 lanes use one bank, one after the other: rows of 33 elements put the "
                "elements of a column into different banks\n" +
                    c.report)
      .if_true(
          c.turns > 1,
          "lanes share a bank: a column's elements must lie in 32 different ones\n" + c.report);
}
