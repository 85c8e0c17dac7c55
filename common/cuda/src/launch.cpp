#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/cuda_on_cpu/launch.h>

#include <atomic>
#include <cstdlib>
#include <string>

#include "device.h"
#include "observer.h"
#include "run.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {

constinit Observer* observer = nullptr;

namespace {

constinit std::atomic<std::int64_t> launch_count{0};

// Below this, a slice of a launch is not worth a processor's thread.
constexpr std::int64_t kThreadsPerSlice = 1024;

Mode first_mode() {
  const char* wish = std::getenv("GRADUS_CUDA_MODE");
  const std::string name = wish == nullptr ? "" : wish;
  if (name == "threads") return Mode::kThreads;
  if (name == "fibers") return Mode::kFibers;
  if (!name.empty()) gradus::fail("GRADUS_CUDA_MODE: expected fibers or threads, not '", name, "'");
#if defined(__SANITIZE_THREAD__)
  return Mode::kThreads;
#else
  return Mode::kFibers;
#endif
}

std::atomic<Mode>& current_mode() {
  static std::atomic<Mode> mode{first_mode()};
  return mode;
}

// What CUDA says of a launch that a GPU cannot do.
std::string unfit(dim3 grid, dim3 block) {
  const auto numbers = [](dim3 n) { return text(static_cast<uint3>(n)); };
  if (grid.x == 0 || grid.y == 0 || grid.z == 0) return "a grid of " + numbers(grid) + " blocks";
  if (block.x == 0 || block.y == 0 || block.z == 0)
    return "a block of " + numbers(block) + " threads";
  if (grid.x > 2147483647u || grid.y > 65535 || grid.z > 65535)
    return "a grid of " + numbers(grid) + " blocks; (2147483647,65535,65535) is the most";
  if (block.x > 1024 || block.y > 1024 || block.z > 64)
    return "a block of " + numbers(block) + " threads; (1024,1024,64) is the most";
  const std::size_t threads = std::size_t{block.x} * block.y * block.z;
  if (threads > 1024)
    return "a block of " + numbers(block) + " = " + std::to_string(threads) +
           " threads; 1024 is the most";
  return "";
}

void execute(const Grid& grid) {
  const std::int64_t blocks =
      std::int64_t{grid.blocks.x} * grid.blocks.y * static_cast<std::int64_t>(grid.blocks.z);
  if (observer != nullptr) {
    observer->launch_begins(grid);
    for (std::int64_t block = 0; block < blocks; ++block) run_as_fibers(grid, block);
    observer->launch_ends(grid);
    return;
  }
  if (mode() == Mode::kThreads) {
    for (std::int64_t block = 0; block < blocks; ++block) run_as_threads(grid, block);
    return;
  }
  const std::int64_t grain = std::max<std::int64_t>(kThreadsPerSlice / grid.threads_per_block(), 1);
  parallel_for(0, blocks, grain, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t block = first; block < last; ++block) run_as_fibers(grid, block);
  });
}

}  // namespace

void set_mode(Mode mode) { current_mode() = mode; }
Mode mode() { return current_mode(); }
std::int64_t launches() { return launch_count; }

uint3 enter_block(const Grid& grid, std::int64_t number) {
  const std::int64_t x = grid.blocks.x, y = grid.blocks.y;
  blockIdx = {static_cast<unsigned>(number % x), static_cast<unsigned>(number / x % y),
              static_cast<unsigned>(number / (x * y))};
  blockDim = grid.threads;
  gridDim = grid.blocks;
  return blockIdx;
}

void Launch::run(std::shared_ptr<const void> kernel, void (*thread)(const void*)) const {
  ++launch_count;
  const std::string who = std::string("kernel ") + kernel_ + ": ";
  if (const std::string problem = unfit(grid_, block_); !problem.empty()) {
    set_error(cudaErrorInvalidConfiguration, who + problem);
    return;
  }
  if (shared_ > dynamic_shared_limit()) {
    set_error(cudaErrorInvalidValue, who + std::to_string(shared_) +
                                         " bytes of dynamic shared memory; " +
                                         std::to_string(dynamic_shared_limit()) +
                                         " is the most (cudaFuncSetAttribute allows more)");
    return;
  }
  run_in_stream(stream_, [launch = *this, kernel = std::move(kernel), thread] {
    execute({launch.kernel_, launch.grid_, launch.block_, launch.shared_, kernel.get(), thread});
  });
}

}  // namespace gradus::cuda_on_cpu
