// The one allocator of a program's tensors.
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/device.h>

#include <sstream>

namespace gradus::cuda {

CachingAllocator::CachingAllocator() : CachingAllocator(Source{cuda::allocate, cuda::release}) {}

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
