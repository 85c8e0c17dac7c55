#include <gradus/tensor_autograd/storage.h>

#include <algorithm>

namespace gradus {
namespace {
constinit std::atomic<std::size_t> live[kMaxDevices] = {};
constinit std::atomic<std::size_t> peak[kMaxDevices] = {};
}  // namespace

Ref<Storage> Storage::allocate(std::size_t bytes, Device device) {
  auto* memory = static_cast<std::byte*>(info(device).allocate(std::max<std::size_t>(bytes, 1)));
  const std::size_t now = live[device.id()].fetch_add(bytes, std::memory_order_relaxed) + bytes;
  std::size_t seen = peak[device.id()].load(std::memory_order_relaxed);
  while (seen < now &&
         !peak[device.id()].compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
  }
  return Ref<Storage>(new Storage(memory, bytes, device));
}

void Storage::destroy(Storage* storage) {
  const Device device = storage->device_;
  info(device).release(storage->data_, std::max<std::size_t>(storage->bytes_, 1));
  live[device.id()].fetch_sub(storage->bytes_, std::memory_order_relaxed);
  delete storage;
}

MemoryUse memory_use(Device device) { return {live[device.id()].load(), peak[device.id()].load()}; }
void reset_peak(Device device) { peak[device.id()].store(live[device.id()].load()); }

}  // namespace gradus
