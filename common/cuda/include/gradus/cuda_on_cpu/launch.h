#pragma once
#include <gradus/cuda_on_cpu/runtime.h>
#include <gradus/cuda_on_cpu/types.h>

#include <cstdint>
#include <memory>
#include <type_traits>

namespace gradus::cuda_on_cpu {

/// What stands between `<<<` and `>>>`; the rewriter makes Launch("kernel", ...)(call)(arguments)
/// of a launch. The arguments are copied, as on the GPU.
class Launch {
 public:
  /// @param kernel its name, for messages
  /// @param grid how many blocks
  /// @param block how many threads a block
  /// @param shared bytes of dynamic shared memory
  /// @param stream in which it runs; the default stream runs it at once
  Launch(const char* kernel, dim3 grid, dim3 block, std::size_t shared = 0,
         cudaStream_t stream = nullptr)
      : kernel_(kernel), grid_(grid), block_(block), shared_(shared), stream_(stream) {}

  /// @param call calls the kernel as one thread
  template <class Call>
  auto operator()(Call call) const {
    return [launch = *this, call](auto... arguments) {
      const auto thread = [call, arguments...]() GRADUS_NOT_TRACED { call(arguments...); };
      using Thread = std::remove_const_t<decltype(thread)>;
      launch.run(std::make_shared<Thread>(thread), &run_thread<Thread>);
    };
  }

 private:
  template <class Thread>
  GRADUS_NOT_TRACED static void run_thread(const void* thread) {
    (*static_cast<const Thread*>(thread))();
  }

  void run(std::shared_ptr<const void> kernel, void (*thread)(const void*)) const;

  const char* kernel_;
  dim3 grid_, block_;
  std::size_t shared_;
  cudaStream_t stream_;
};

/// How many launches this program has asked for.
std::int64_t launches();

/// How the threads of a block take turns.
enum class Mode {
  kFibers,   ///< on the stacks of one processor's thread, blocks spread over the processors
  kThreads,  ///< each a thread of the operating system: slow, but ThreadSanitizer understands it
};

/// The mode of the launches from now on. At first: GRADUS_CUDA_MODE (fibers or threads), else
/// threads in a program built with ThreadSanitizer and fibers in every other.
void set_mode(Mode mode);
/// The mode of launches.
Mode mode();

}  // namespace gradus::cuda_on_cpu
