#include <gradus/common/error.h>
#include <gradus/gpu/profiling.h>
#include <gradus/gpu/stream.h>

#include <algorithm>
#include <limits>

namespace gradus::cuda {
namespace {

// CUDA C++ Programming Guide, "Compute Capabilities", and the toolkit's cuda_occupancy.h.
constexpr Multiprocessor kMultiprocessors[] = {
    {75, 1024, 16, 65536, 64 << 10, 0, 256},        {80, 2048, 32, 65536, 164 << 10, 1 << 10, 128},
    {86, 1536, 16, 65536, 100 << 10, 1 << 10, 128}, {89, 1536, 24, 65536, 100 << 10, 1 << 10, 128},
    {90, 2048, 32, 65536, 228 << 10, 1 << 10, 128}, {100, 2048, 32, 65536, 228 << 10, 1 << 10, 128},
    {120, 1536, 24, 65536, 100 << 10, 1 << 10, 128}};

// A multiprocessor has four parts with registers of their own, and gives them out 256 at a time.
constexpr int kParts = 4, kRegisterStep = 256, kWarp = 32;

template <class T>
constexpr T round_up(T value, T step) {
  return (value + step - 1) / step * step;
}

}  // namespace

double attainable(const Peaks& peaks, double intensity) {
  // exercise: profiling/attainable
  //| Memory brings peaks.bytes a second, and for each of them there are `intensity` operations to do.
  return std::min(peaks.operations, peaks.bytes * intensity);
  // end exercise
}

double matmul_intensity(double inner, double tile) { return 2 / (4 * (2 / tile + 1 / inner)); }

const Multiprocessor& multiprocessor(int capability) {
  for (const Multiprocessor& known : kMultiprocessors)
    if (known.capability == capability) return known;
  fail("multiprocessor: nothing is known of compute capability ", capability,
       "; known are 75, 80, 86, 89, 90, 100, 120");
}

Occupancy occupancy(const KernelNeeds& kernel, const Multiprocessor& on) {
  if (kernel.threads < 1 || kernel.threads > 1024 || kernel.registers < 1 || kernel.registers > 255)
    fail("occupancy: a block of ", kernel.threads, " threads with ", kernel.registers,
         " registers each; 1 to 1024 threads and 1 to 255 registers are possible");
  const int warps = (kernel.threads + kWarp - 1) / kWarp;
  int by_registers = 0, by_shared = std::numeric_limits<int>::max();
  // exercise: profiling/registers
  //| A warp gets the registers of its 32 threads from one of the kParts equal parts of on.registers, rounded up to a
  //| multiple of kRegisterStep. How many warps fit into a part, into all parts, and how many blocks are that?
  const int of_warp = round_up(kernel.registers * kWarp, kRegisterStep);
  by_registers = on.registers / kParts / of_warp * kParts / warps;
  // end exercise
  // exercise: profiling/shared
  //| A block's shared memory is its own and what the system reserves, rounded up to a multiple of on.step. A kernel that
  //| has none on a device that reserves none is not limited: by_shared stays as it is.
  const std::size_t of_block = round_up(kernel.shared + on.reserved, on.step);
  if (of_block > 0) by_shared = static_cast<int>(on.shared / of_block);
  // end exercise
  Occupancy result{on.threads / kWarp / warps, 0, "threads"};
  const auto limit = [&](int blocks, const char* what) {
    if (blocks < result.blocks) result = {blocks, 0, what};
  };
  limit(on.blocks, "blocks");
  limit(by_registers, "registers");
  limit(by_shared, "shared memory");
  result.warps = static_cast<double>(result.blocks * warps * kWarp) / on.threads;
  return result;
}

double milliseconds_of(const std::function<void()>& work, int repeats) {
  if (repeats < 1) fail("milliseconds_of: ", repeats, " repeats; at least 1 is needed");
  Event start, end;
  // exercise: profiling/time
  //| Run the work once for what is only done the first time. Then the marks around `repeats` runs.
  work();
  start.record();
  for (int i = 0; i < repeats; ++i) work();
  end.record();
  return start.elapsed_time(end) / repeats;
  // end exercise
}

}  // namespace gradus::cuda
