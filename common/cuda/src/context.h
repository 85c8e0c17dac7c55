#pragma once
#include <cstddef>

#if !defined(GRADUS_BOOST_CONTEXT) && !defined(__x86_64__)
#define GRADUS_BOOST_CONTEXT 1
#endif

// Where a function stands that has stopped: all that the processor has to know is on its stack.
namespace gradus::cuda_on_cpu {

/// The context of a function that begins on an empty stack: body(data), which never returns.
void* make_context(std::byte* stack, std::size_t bytes, void (*body)(void*), void* data);

#if defined(GRADUS_BOOST_CONTEXT)
/// Stops here, keeps the context, and goes on in another.
void switch_context(void** from, void* to);
#else
// On x86-64 with our own eleven instructions: those of Boost.Context end in a jump in place of a
// `ret`, after which the processor guesses the target of every `ret` on the way back to the kernel
// wrongly. A tiled matmul takes half as long.
extern "C" void gradus_switch_context(void** from, void* to);
inline void switch_context(void** from, void* to) { gradus_switch_context(from, to); }
#endif

}  // namespace gradus::cuda_on_cpu
