#include <gradus/common/error.h>
#include <gradus/gpu/profiling.h>
#include <gradus/gpu/stream.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "device_numbers.h"

using gradus::cuda::attainable;
using gradus::cuda::KernelNeeds;
using gradus::cuda::milliseconds_of;
using gradus::cuda::Multiprocessor;
using gradus::cuda::multiprocessor;
using gradus::cuda::Occupancy;
using gradus::cuda::occupancy;
using gradus::cuda::Peaks;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

struct Case {
  int capability;
  KernelNeeds kernel;
  int blocks;
  const char* limit;
};

// As cudaOccMaxActiveBlocksPerMultiprocessor of CUDA 13's cuda_occupancy.h has them.
const std::vector<Case> kByRegisters{
    {75, {128, 128, 0}, 4, "registers"}, {80, {256, 33, 0}, 6, "registers"},
    {80, {96, 40, 0}, 16, "registers"},  {80, {96, 70, 0}, 9, "registers"},
    {80, {1024, 64, 0}, 1, "registers"}, {80, {256, 255, 0}, 1, "registers"},
    {90, {256, 128, 0}, 2, "registers"}, {90, {1024, 65, 0}, 0, "registers"},
    {90, {384, 168, 0}, 1, "registers"}, {100, {192, 80, 0}, 4, "registers"},
};
const std::vector<Case> kByShared{
    {80, {128, 64, 20000}, 7, "shared memory"},   {86, {64, 32, 9999}, 9, "shared memory"},
    {90, {128, 168, 100000}, 2, "shared memory"}, {80, {512, 32, 81920}, 2, "shared memory"},
    {90, {128, 32, 114688}, 2, "shared memory"},  {90, {128, 32, 116736}, 1, "shared memory"},
    {120, {256, 48, 33000}, 3, "shared memory"},  {75, {64, 32, 5900}, 10, "shared memory"},
};
const std::vector<Case> kByTheRest{
    {75, {256, 32, 0}, 4, "threads"}, {75, {1024, 64, 0}, 1, "threads"},
    {80, {256, 32, 0}, 8, "threads"}, {86, {256, 40, 0}, 6, "threads"},
    {80, {32, 16, 0}, 32, "blocks"},  {89, {32, 32, 0}, 24, "blocks"},
};

std::string in_words(const Case& c) {
  return "blocks of " + std::to_string(c.kernel.threads) + " threads of " +
         std::to_string(c.kernel.registers) + " registers and " + std::to_string(c.kernel.shared) +
         " bytes on compute capability " + std::to_string(c.capability);
}
std::vector<double> blocks_of(const std::vector<Case>& cases) {
  std::vector<double> blocks;
  for (const Case& c : cases)
    blocks.push_back(occupancy(c.kernel, multiprocessor(c.capability)).blocks);
  return blocks;
}
// What a reckoning of a limit gives where it is the one that counts.
template <class Limit>
std::vector<double> wrong(const std::vector<Case>& cases, const Limit& limit) {
  std::vector<double> blocks;
  for (const Case& c : cases) {
    const Multiprocessor& on = multiprocessor(c.capability);
    const int warps = (c.kernel.threads + 31) / 32;
    const int rest = std::min(on.blocks, on.threads / 32 / warps);
    blocks.push_back(std::min<double>(rest, limit(c.kernel, on, warps)));
  }
  return blocks;
}

}  // namespace

TEST(Profiling, Roofline) {
  const Peaks peaks{60e12, 3e12};  // even at 20 operations a byte
  const auto at = [&](double intensity) { return attainable(peaks, intensity); };
  expect_all("operations a second at 0.25, 10, 20, 100 a byte",
             std::vector<double>{at(0.25), at(10), at(20), at(100)},
             std::vector<double>{0.75e12, 30e12, 60e12, 60e12})
      .if_equal({60e12, 60e12, 60e12, 300e12},
                "the larger of both: but the slower of both sets the pace")
      .if_equal({12e12, 0.3e12, 0.15e12, 0.03e12},
                "intensity is operations for each byte, not bytes for each operation")
      .if_equal({0.75e12, 30e12, 60e12, 300e12},
                "nothing computes faster than the arithmetic units");
}

TEST(Profiling, IntensityOfAProduct) {
  EXPECT_NEAR(gradus::cuda::matmul_intensity(1e9, 1), 0.25, 1e-6);
  EXPECT_NEAR(gradus::cuda::matmul_intensity(1e9, 32), 8, 1e-6);
  // 2 n^3 operations on 3 n^2 numbers of 4 bytes when the tile is the whole product.
  EXPECT_DOUBLE_EQ(gradus::cuda::matmul_intensity(600, 600), 100);
}

TEST(Profiling, RegistersLimitBlocks) {
  std::vector<double> expected;
  for (const Case& c : kByRegisters) expected.push_back(c.blocks);
  expect_all("blocks at a time where registers are the limit", blocks_of(kByRegisters), expected)
      .if_equal(
          wrong(kByRegisters, [](const KernelNeeds& k, const Multiprocessor& on,
                                 int warps) { return on.registers / (k.registers * 32 * warps); }),
          "registers are given to a warp by the 256: round up")
      .if_equal(wrong(kByRegisters,
                      [](const KernelNeeds& k, const Multiprocessor& on, int warps) {
                        return on.registers / ((k.registers * 32 + 255) / 256 * 256) / warps;
                      }),
                "the registers are in four parts, and a warp's come from one of them: what is left "
                "over in each does not add up")
      .if_equal(wrong(kByRegisters,
                      [](const KernelNeeds& k, const Multiprocessor& on, int) {
                        return on.registers / 4 / ((k.registers * 32 + 255) / 256 * 256) * 4;
                      }),
                "that many warps fit; how many blocks are these?");
}

TEST(Profiling, SharedMemoryLimitsBlocks) {
  const auto reckoned = [](std::size_t reserved, bool rounded) {
    return wrong(kByShared, [=](const KernelNeeds& k, const Multiprocessor& on, int) {
      std::size_t of_block = k.shared + (reserved > 0 ? on.reserved : 0);
      if (rounded) of_block = (of_block + on.step - 1) / on.step * on.step;
      return static_cast<double>(on.shared / of_block);
    });
  };
  std::vector<double> expected;
  for (const Case& c : kByShared) expected.push_back(c.blocks);
  expect_all("blocks at a time where shared memory is the limit", blocks_of(kByShared), expected)
      .if_equal(reckoned(0, true),
                "the system takes its part of every block's shared memory (on.reserved)")
      .if_equal(reckoned(1, false),
                "shared memory is given out in steps: round up what a block has")
      .if_true(blocks_of(kByShared)[7] > 10, "shared memory keeps nobody away");
}

TEST(Profiling, TheSmallestLimitCounts) {
  for (const std::vector<Case>& cases : {kByRegisters, kByShared, kByTheRest})
    for (const Case& c : cases) {
      const Multiprocessor& on = multiprocessor(c.capability);
      const Occupancy found = occupancy(c.kernel, on);
      EXPECT_EQ(found.blocks, c.blocks) << in_words(c);
      EXPECT_EQ(found.limit, c.limit) << in_words(c);
      const int warps = (c.kernel.threads + 31) / 32;
      EXPECT_DOUBLE_EQ(found.warps, c.blocks * warps * 32.0 / on.threads) << in_words(c);
    }
  EXPECT_THROW(multiprocessor(60), gradus::Error);
  EXPECT_THROW(occupancy({1025, 32, 0}, multiprocessor(80)), gradus::Error);
  EXPECT_THROW(occupancy({32, 256, 0}, multiprocessor(80)), gradus::Error);
}

TEST(Profiling, TimeOfRuns) {
  const gradus::testing::DeviceNumbers<float> memory(1 << 18);
  const gradus::cuda::Stream stream;
  const gradus::cuda::StreamScope scope(stream);
  constexpr int kRepeats = 20;
  int runs = 0;
  const auto before = std::chrono::steady_clock::now();
  const double time = milliseconds_of(
      [&] {
        ++runs;
        cudaMemsetAsync(memory, runs, 1 << 20, stream);
      },
      kRepeats);
  const std::chrono::duration<double, std::milli> all = std::chrono::steady_clock::now() - before;
  expect("runs for 20 repeats", runs, kRepeats + 1)
      .if_equal(kRepeats,
                "the first run, with all that happens only once, is measured too: run it before")
      .if_equal(1, "one run says little: between the marks there are `repeats` of them");
  expect("whether 20 runs of that time fit into the time of the whole call",
         time > 0 && time * kRepeats <= all.count() ? 1 : 0, 1)
      .if_true(time <= 0, "no time passes between the marks: the work has to stand between them")
      .if_true(time * kRepeats > all.count(),
               "that is the time of all runs together: divide it by `repeats`");
  EXPECT_THROW(milliseconds_of([] {}, 0), gradus::Error);
}
