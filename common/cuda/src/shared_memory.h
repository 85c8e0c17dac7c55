#pragma once
#include <gradus/cuda_on_cpu/kernel.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace gradus::cuda_on_cpu {

/// As the GPUs of the course: at most so much in `__shared__` variables of fixed size, and as
/// dynamic shared memory unless more is asked for ...
inline constexpr std::size_t kSharedBytes = 48 << 10;
/// ... and at most so much then.
inline constexpr std::size_t kMostSharedBytes = 227 << 10;

/// The shared memory of one block: an arena in which the variables lie one after the other with
/// gaps between them, the dynamic part first.
class SharedMemory {
 public:
  /// One variable in the arena.
  struct Part {
    const SharedVariable* variable;  // null: the dynamic part
    const char* name;
    std::size_t offset, bytes;
  };

  SharedMemory();

  /// Begins a block: no variables, `dynamic_bytes` filled with 0xFF.
  void begin(std::size_t dynamic_bytes);
  /// The memory of a variable, laid out at the first call in a block; null where it does not fit.
  void* place(const SharedVariable& variable);
  /// The dynamic part.
  void* dynamic(const char* name);

  std::size_t fixed_bytes() const { return fixed_; }
  bool contains(const void* place) const {
    return place >= arena_.get() && place < arena_.get() + kArena;
  }
  std::size_t offset(const void* place) const {
    return static_cast<const std::byte*>(place) - arena_.get();
  }
  /// The variable that holds the byte at an offset; null for a gap.
  const Part* part_at(std::size_t offset) const;
  /// The variables of this block so far.
  const std::vector<Part>& parts() const { return parts_; }

  // Room for the most of both kinds, and gaps.
  static constexpr std::size_t kArena = kMostSharedBytes + 2 * kSharedBytes;

 private:
  std::byte* add(const SharedVariable* variable, const char* name, std::size_t bytes,
                 std::size_t alignment);

  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::byte, Free> arena_;
  std::vector<Part> parts_;
  std::size_t end_ = 0, fixed_ = 0;
};

}  // namespace gradus::cuda_on_cpu
