#pragma once
// Measuring what a GPU does, for this chapter's benchmarks.
#include <gradus/bench/bench.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/stream.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <utility>

namespace gradus {

/// Repeats something on the GPU and takes the time of the GPU's own clock, between two events: what
/// the CPU needs to give the work out is hidden as long as it keeps ahead.
inline Measure between_events(std::function<void()> work, const std::string& name = "") {
  return Measure::repeated(
      [work = std::move(work)](int repetitions) {
        cuda::Event begin, end;
        begin.record();
        for (int i = 0; i < repetitions; ++i) work();
        end.record();
        return static_cast<double>(begin.elapsed_time(end)) * 1e-3 / repetitions;
      },
      name);
}

/// Repeats something on the GPU and takes the time of a wall clock, from the first launch until all
/// of it is done, as PyTorch's side does.
inline Measure until_done(std::function<void()> work, const std::string& name = "") {
  return Measure::repeated(
      [work = std::move(work)](int repetitions) {
        using Clock = std::chrono::steady_clock;
        cuda::Event done;
        const auto start = Clock::now();
        for (int i = 0; i < repetitions; ++i) work();
        done.record();
        done.synchronize();
        return std::chrono::duration<double>(Clock::now() - start).count() / repetitions;
      },
      name);
}

/// Whether there is nothing to measure, for want of a GPU; says so.
inline bool nothing_to_measure() {
  if (!cuda::is_emulated()) return false;
  std::cout << "The CPU plays the GPU here: its times tell nothing of a GPU, so none are taken. "
               "What kernels move is shown by the chapter's tests whose names end in _traffic.\n";
  return true;
}

}  // namespace gradus
