#include <gradus/common/error.h>
#include <gradus/tensor_autograd/device.h>

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

namespace gradus {
namespace {

constexpr std::size_t kAligned = 1024, kAlignment = 64, kHugePage = std::size_t{2} << 20;

// Large blocks ask for large pages: what is streamed through then misses fewer address translations
// (an addition of 4 M numbers takes a quarter less time).
void* allocate_large(std::size_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, kHugePage, bytes) != 0) return nullptr;
#ifdef MADV_HUGEPAGE
  madvise(memory, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);  // a wish, nothing more
#endif
  return memory;
}

void* cpu_allocate(std::size_t bytes) {
  const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  // Small blocks are not worth the alignment: malloc alone has them at hand.
  void* memory = bytes < kAligned         ? std::malloc(bytes)
                 : rounded < bytes        ? nullptr
                 : bytes >= 2 * kHugePage ? allocate_large(rounded)
                                          : std::aligned_alloc(kAlignment, rounded);
  if (!memory) fail("out of memory: could not allocate ", bytes, " bytes on the CPU");
  return memory;
}

void cpu_release(void* memory, std::size_t) { std::free(memory); }
void cpu_copy(void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }

constinit DeviceInfo table[kMaxDevices] = {{"cpu", cpu_allocate, cpu_release, cpu_copy, cpu_copy}};

}  // namespace

const DeviceInfo& info(Device device) {
  if (device.id() >= kMaxDevices || !table[device.id()].name)
    fail("device: number ", int{device.id()}, " is not registered");
  return table[device.id()];
}

void register_device(Device device, const DeviceInfo& info) {
  if (device.id() >= kMaxDevices) fail("device: numbers go from 0 to ", kMaxDevices - 1);
  DeviceInfo& entry = table[device.id()];
  if (entry.name && std::strcmp(entry.name, info.name) != 0)
    fail("device: number ", int{device.id()}, " is ", entry.name, " already and cannot be ",
         info.name, " too");
  entry = info;
}

std::ostream& operator<<(std::ostream& out, Device device) { return out << info(device).name; }

}  // namespace gradus
