#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/pinned.h>

namespace gradus::cuda {

PinnedMemory::PinnedMemory(std::size_t bytes) : bytes_(bytes) {
  // exercise: device-memory/pinned
  //| cudaMallocHost. It does not take 0 bytes on every version.
  check(cudaMallocHost(reinterpret_cast<void**>(&data_), bytes > 0 ? bytes : 1), "pinned memory");
  // end exercise
}

PinnedMemory::~PinnedMemory() { cudaFreeHost(data_); }

}  // namespace gradus::cuda
