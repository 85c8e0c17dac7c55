#pragma once
#include <cstddef>
#include <memory>
#include <vector>

namespace gradus::cuda_on_cpu {

// A stack on which a function can stop and go on later. Switching is Boost.Context's two functions,
// whose interface has been the same for ten years; declared in fiber.cpp, so that no header of
// Boost is needed.
class Fiber {
 public:
  /// The stack that the caller runs on already.
  Fiber() = default;
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Gives it a stack, and a function that never returns.
  void prepare(std::byte* stack, std::size_t bytes, void (*body)(void*), void* data);
  /// Forgets where it stopped: it will begin anew.
  void restart();

  /// Goes from one fiber to another; comes back when somebody switches to `from`.
  static void go(Fiber& from, Fiber& to);
  /// Goes to another fiber and never comes back to `from`, unless restart is called.
  static void leave(Fiber& from, Fiber& to);

 private:
  struct Entry;
  void arrived(Fiber& from, void* context);

  void* context_ = nullptr;
  std::byte* stack_ = nullptr;
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  void (*body_)(void*) = nullptr;
  void* data_ = nullptr;
  void* sanitizer_ = nullptr;
};

/// Many stacks in one piece of address space; memory is taken only for what is used of them. Below
/// each lies a page that may not be touched, so that a stack that overflows ends the program
/// instead of changing its neighbour.
class Stacks {
 public:
  Stacks(int count, std::size_t bytes);
  ~Stacks();
  Stacks(const Stacks&) = delete;
  Stacks& operator=(const Stacks&) = delete;

  std::byte* stack(int i) const { return memory_ + guard_ + i * (guard_ + bytes_); }
  std::size_t bytes() const { return bytes_; }
  bool contain(const void* place) const { return place >= memory_ && place < memory_ + size_; }

 private:
  std::byte* memory_ = nullptr;
  std::size_t size_ = 0, guard_ = 0, bytes_ = 0;
};

}  // namespace gradus::cuda_on_cpu
