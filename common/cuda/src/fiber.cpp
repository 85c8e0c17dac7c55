#include "fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace gradus::cuda_on_cpu {

void Fiber::begin(void* fiber) {
  auto& self = *static_cast<Fiber*>(fiber);
  self.arrived();
  self.body_(self.data_);
}

void Fiber::prepare(std::byte* stack, std::size_t bytes, void (*body)(void*), void* data) {
  stack_ = stack;
  bottom_ = stack;
  bytes_ = bytes;
  body_ = body;
  data_ = data;
  restart();
}

void Fiber::restart() {
  unpoison(stack_, bytes_);
  sanitizer_ = nullptr;
  context_ = make_context(stack_, bytes_, &Fiber::begin, this);
}

void Fiber::leave(Fiber& from, Fiber& to) {
  before_switch(nullptr, to.bottom_, to.bytes_);
  to.before_ = &from;
  switch_context(&from.context_, to.context_);
}

Stacks::Stacks(int count, std::size_t bytes)
    : guard_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))), bytes_(bytes) {
  size_ = count * (guard_ + bytes_) + guard_;
  void* memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::byte*>(memory);
  for (int i = 0; i <= count; ++i) mprotect(memory_ + i * (guard_ + bytes_), guard_, PROT_NONE);
}

Stacks::~Stacks() { munmap(memory_, size_); }

}  // namespace gradus::cuda_on_cpu
