#include "context.h"

#include <cstdint>

#if defined(GRADUS_BOOST_CONTEXT)

// Boost.Context's two functions, whose interface has been the same for ten years; declared here, so
// that no header of Boost is needed.
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

struct Start {
  void (*body)(void*);
  void* data;
};

// What is handed over at a switch is the place for the context of who went.
void keep(transfer_t transfer) { *static_cast<void**>(transfer.data) = transfer.context; }

}  // namespace

void* make_context(std::byte* stack, std::size_t bytes, void (*body)(void*), void* data) {
  // It begins at once, and goes back to be asked what it shall do.
  void* const context = make_fcontext(stack + bytes, bytes, [](transfer_t transfer) {
    const Start start = *static_cast<Start*>(transfer.data);
    keep(jump_fcontext(transfer.context, nullptr));
    start.body(start.data);
  });
  Start start{body, data};
  return jump_fcontext(context, &start).context;
}

void switch_context(void** from, void* to) { keep(jump_fcontext(to, from)); }

}  // namespace gradus::cuda_on_cpu

#else

// The registers that a function has to keep lie on the stack, behind them where to go on.
extern "C" __attribute__((naked, noinline)) void gradus_switch_context(void**, void*) {
  asm("pushq %rbp\n"
      "pushq %rbx\n"
      "pushq %r12\n"
      "pushq %r13\n"
      "pushq %r14\n"
      "pushq %r15\n"
      "movq %rsp, (%rdi)\n"
      "movq %rsi, %rsp\n"
      "popq %r15\n"
      "popq %r14\n"
      "popq %r13\n"
      "popq %r12\n"
      "popq %rbx\n"
      "popq %rbp\n"
      "ret");
}

namespace gradus::cuda_on_cpu {
namespace {

// Calls %r12(%r13).
__attribute__((naked, noinline)) void begin() {
  asm("movq %r13, %rdi\n"
      "callq *%r12\n"
      "ud2");
}

}  // namespace

void* make_context(std::byte* stack, std::size_t bytes, void (*body)(void*), void* data) {
  // As gradus_switch_context leaves it: r15, r14, r13, r12, rbx, rbp, where to go on; nothing
  // behind that, so that the stack is aligned at the call.
  auto* const top = reinterpret_cast<std::uintptr_t*>(stack + bytes) - 9;
  for (int i = 0; i < 9; ++i) top[i] = 0;
  top[2] = reinterpret_cast<std::uintptr_t>(data);
  top[3] = reinterpret_cast<std::uintptr_t>(body);
  top[6] = reinterpret_cast<std::uintptr_t>(&begin);
  return top;
}

}  // namespace gradus::cuda_on_cpu

#endif
