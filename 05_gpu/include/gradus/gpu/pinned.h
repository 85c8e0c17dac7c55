#pragma once
#include <cstddef>

namespace gradus::cuda {

/// Host memory that the operating system keeps where it is, so that the GPU can read it by itself
/// while the CPU goes on. Scarce: take it for what is copied often.
class PinnedMemory {
 public:
  /// @param bytes how many. @throws Error when there is not enough
  explicit PinnedMemory(std::size_t bytes);
  ~PinnedMemory();
  PinnedMemory(const PinnedMemory&) = delete;
  PinnedMemory& operator=(const PinnedMemory&) = delete;

  /// Where it begins.
  std::byte* data() const { return data_; }
  /// Its size.
  std::size_t bytes() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_;
};

}  // namespace gradus::cuda
