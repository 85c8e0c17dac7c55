#include "fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

#include "sanitizers.h"

// Boost.Context.
extern "C" {
struct transfer_t {
  void* context;
  void* data;
};
transfer_t jump_fcontext(void* to, void* data);
void* make_fcontext(void* stack_top, std::size_t bytes, void (*body)(transfer_t));
}

namespace gradus::cuda_on_cpu {

namespace {

struct Trip {
  Fiber* from;
  Fiber* to;
};

}  // namespace

struct Fiber::Entry {
  static void run(transfer_t transfer) {
    const Trip trip = *static_cast<Trip*>(transfer.data);
    trip.to->arrived(*trip.from, transfer.context);
    trip.to->body_(trip.to->data_);
  }
};

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
  context_ = make_fcontext(stack_ + bytes_, bytes_, Entry::run);
}

// The first time, this also tells the bounds of a stack that is not ours.
void Fiber::arrived(Fiber& from, void* context) {
  const void* bottom = nullptr;
  std::size_t bytes = 0;
  after_switch(sanitizer_, &bottom, &bytes);
  from.context_ = context;
  if (from.stack_ == nullptr) {
    from.bottom_ = bottom;
    from.bytes_ = bytes;
  }
}

void Fiber::go(Fiber& from, Fiber& to) {
  Trip trip{&from, &to};
  before_switch(&from.sanitizer_, to.bottom_, to.bytes_);
  const transfer_t back = jump_fcontext(to.context_, &trip);
  from.arrived(*static_cast<Trip*>(back.data)->from, back.context);
}

void Fiber::leave(Fiber& from, Fiber& to) {
  Trip trip{&from, &to};
  before_switch(nullptr, to.bottom_, to.bytes_);
  jump_fcontext(to.context_, &trip);
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
