#pragma once
#include <cstddef>
#include <cstdint>
#include <ostream>

namespace gradus {

/// Where a tensor's elements lie. An open set: a later chapter adds its own with register_device.
class Device {
 public:
  /// @param id a number below kMaxDevices, one a kind of device
  constexpr explicit Device(std::uint8_t id) : id_(id) {}
  /// Its number.
  constexpr std::uint8_t id() const { return id_; }
  constexpr bool operator==(const Device&) const = default;

 private:
  std::uint8_t id_;
};

/// How many kinds of devices there can be.
inline constexpr int kMaxDevices = 4;
/// The processor's own memory.
inline constexpr Device cpu{0};

/// What the library has to know about a device.
struct DeviceInfo {
  const char* name = nullptr;  ///< what messages call it
  /// Gives memory for `bytes` bytes (at least 1), contents undefined; from 1 KiB on aligned to 64
  /// bytes. @throws Error when there is none
  void* (*allocate)(std::size_t bytes) = nullptr;
  /// Gives memory of that many bytes back.
  void (*release)(void* memory, std::size_t bytes) = nullptr;
  /// Copies between this device and the CPU's memory.
  void (*copy_from_cpu)(void* to, const void* from, std::size_t bytes) = nullptr;
  /// As copy_from_cpu, the other way.
  void (*copy_to_cpu)(void* to, const void* from, std::size_t bytes) = nullptr;
};

/// @throws Error for a device that nobody registered
/// What is known of a device.
const DeviceInfo& info(Device device);
/// Describes a new device. @throws Error when the id is taken under another name
/// @param info what the library has to know
void register_device(Device device, const DeviceInfo& info);

std::ostream& operator<<(std::ostream& out, Device device);

}  // namespace gradus
