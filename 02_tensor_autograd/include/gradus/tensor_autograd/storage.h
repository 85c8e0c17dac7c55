#pragma once
#include <gradus/common/ref.h>
#include <gradus/tensor_autograd/device.h>

#include <cstddef>
#include <cstdint>

namespace gradus {

/// A block of memory on a device, shared by all views of it and given back when the last one goes.
class Storage : public RefCounted {
 public:
  /// @throws Error when the device has no memory left
  /// `bytes` bytes on a device, contents undefined.
  static Ref<Storage> allocate(std::size_t bytes, Device device);
  /// Gives the memory back; called by the last Ref.
  static void destroy(Storage* storage);

  /// Where it begins.
  std::byte* data() const { return data_; }
  /// Its size.
  std::size_t bytes() const { return bytes_; }
  Device device() const { return device_; }

  /// How often the contents were changed in place.
  std::uint32_t version() const { return version_.load(std::memory_order_relaxed); }
  /// Says that the contents were changed in place.
  void count_write() { version_.fetch_add(1, std::memory_order_relaxed); }

 private:
  Storage(std::byte* data, std::size_t bytes, Device device)
      : data_(data), bytes_(bytes), device_(device) {}
  std::byte* data_;
  std::size_t bytes_;
  Device device_;
  std::atomic<std::uint32_t> version_{0};
};

/// Bytes that live storages hold on a device now, and the most they held since the last reset_peak.
struct MemoryUse {
  std::size_t live = 0;  ///< now
  std::size_t peak = 0;  ///< the most
};
/// What storages hold on a device.
MemoryUse memory_use(Device device);
/// Begins a new count of the most.
void reset_peak(Device device);

}  // namespace gradus
