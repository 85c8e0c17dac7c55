#pragma once
#include <cstddef>

#include "context.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {

// A stack on which a function can stop and go on later.
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
  static void go(Fiber& from, Fiber& to) {
    before_switch(&from.sanitizer_, to.bottom_, to.bytes_);
    to.before_ = &from;
    switch_context(&from.context_, to.context_);
    from.arrived();
  }
  /// Fetches what it takes to go there soon.
  void prefetch() const { __builtin_prefetch(this); }
  void prefetch_stack() const {
    const auto* stack = static_cast<const std::byte*>(context_);
    for (int line = 0; line < 4; ++line) __builtin_prefetch(stack + 64 * line);
  }
  /// Goes to another fiber and never comes back to `from`, unless restart is called.
  static void leave(Fiber& from, Fiber& to);

 private:
  static void begin(void* fiber);
  // The first time, this also tells the bounds of a stack that is not ours.
  void arrived() {
    if constexpr (!kAddressSanitizer) return;
    const void* bottom = nullptr;
    std::size_t bytes = 0;
    after_switch(sanitizer_, &bottom, &bytes);
    if (before_->stack_ != nullptr) return;
    before_->bottom_ = bottom;
    before_->bytes_ = bytes;
  }

  void* context_ = nullptr;
  Fiber* before_ = nullptr;  // who went to it last
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
  /// Of stack i. Their ends, which are in use, lie differently in their pages: at the same place
  /// in all they would share a few lines of the processor's cache.
  std::size_t bytes(int i) const { return bytes_ - i * 576 % 4096; }
  bool contain(const void* place) const { return place >= memory_ && place < memory_ + size_; }

 private:
  std::byte* memory_ = nullptr;
  std::size_t size_ = 0, guard_ = 0, bytes_ = 0;
};

}  // namespace gradus::cuda_on_cpu
