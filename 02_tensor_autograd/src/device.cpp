#include <gradus/common/error.h>
#include <gradus/tensor_autograd/device.h>

#include <cstdlib>
#include <cstring>

namespace gradus {
namespace {

void* cpu_allocate(std::size_t bytes) {
  constexpr std::size_t kAlignment = 64, kAligned = 1024;
  // Small blocks are not worth it: malloc alone has them at hand.
  const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  void* memory = bytes < kAligned  ? std::malloc(bytes)
                 : rounded < bytes ? nullptr
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
