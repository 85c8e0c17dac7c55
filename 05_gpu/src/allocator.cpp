// The one allocator of a program's tensors.
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/device.h>

#include <algorithm>
#include <sstream>

namespace gradus::cuda {

CachingAllocator::CachingAllocator() : CachingAllocator(Source{cuda::allocate, cuda::release}) {}

std::vector<void*> CachingAllocator::reserve(cudaStream_t stream) {
  const std::lock_guard lock(mutex_);
  std::vector<void*> taken;
  for (auto& [key, pool] : pools_) {
    if (key.first != stream) continue;
    for (void* memory : pool) blocks_.at(memory).in_use = true;
    taken.insert(taken.end(), pool.begin(), pool.end());
    statistics_.live += key.second * pool.size();
    statistics_.cached -= key.second * pool.size();
    pool.clear();
  }
  statistics_.peak = std::max(statistics_.peak, statistics_.live);
  return taken;
}

CachingAllocator& allocator() {
  // Never destroyed: tensors in global variables are released after everything else.
  static CachingAllocator& only = *new CachingAllocator;
  return only;
}

void use_caching_allocator() {
  register_device();
  gradus::register_device(
      gpu, {"cuda", [](std::size_t bytes) { return allocator().allocate(bytes, current_stream()); },
            [](void* memory, std::size_t) { allocator().release(memory); }, copy_from_host,
            copy_to_host});
}

std::string to_string(const AllocatorStatistics& statistics) {
  const auto mebibytes = [](std::size_t bytes) {
    std::ostringstream text;
    text.precision(1);
    text << std::fixed << static_cast<double>(bytes) / (1 << 20) << " MiB";
    return text.str();
  };
  std::ostringstream text;
  text << statistics.requests << " requests: " << statistics.from_pool << " from a pool, "
       << statistics.mallocs << " by cudaMalloc; pools emptied " << statistics.trims << " times\n"
       << mebibytes(statistics.live) << " in use (at most " << mebibytes(statistics.peak) << "), "
       << mebibytes(statistics.cached) << " in pools";
  return text.str();
}

}  // namespace gradus::cuda
