// The functions that a compiler calls before every read and write under -fsanitize=thread. This
// program is not linked with ThreadSanitizer's run-time but with these.
#include <cstdint>
#include <cstring>

#include "../src/device.h"
#include "tracer.h"

namespace {

using namespace gradus::cuda_on_cpu;

inline void see(const void* place, unsigned bytes, Kind kind, const void* code) {
  if (Block::current != nullptr)
    Tracer::only().access({place, bytes, kind, code});
  else if (is_device_address(place))
    Tracer::only().host_access({place, bytes, kind, code});
}

inline void see_range(const void* place, std::size_t bytes, Kind kind, const void* code) {
  const auto* byte = static_cast<const char*>(place);
  for (std::size_t at = 0; at < bytes; at += 16)
    see(byte + at, static_cast<unsigned>(bytes - at < 16 ? bytes - at : 16), kind, code);
}

}  // namespace

#define HERE __builtin_return_address(0)
#define GRADUS_ACCESS(bytes)                                                                 \
  void __tsan_read##bytes(void* place) { see(place, bytes, Kind::kRead, HERE); }             \
  void __tsan_write##bytes(void* place) { see(place, bytes, Kind::kWrite, HERE); }           \
  void __tsan_unaligned_read##bytes(void* place) { see(place, bytes, Kind::kRead, HERE); }   \
  void __tsan_unaligned_write##bytes(void* place) { see(place, bytes, Kind::kWrite, HERE); } \
  void __tsan_volatile_read##bytes(void* place) { see(place, bytes, Kind::kRead, HERE); }    \
  void __tsan_volatile_write##bytes(void* place) { see(place, bytes, Kind::kWrite, HERE); }  \
  void __tsan_read_write##bytes(void* place) { see(place, bytes, Kind::kWrite, HERE); }

#define GRADUS_CHANGE(bits, name)                                                          \
  std::uint##bits##_t __tsan_atomic##bits##_fetch_##name(std::uint##bits##_t* place,       \
                                                         std::uint##bits##_t value, int) { \
    see(place, bits / 8, Kind::kAtomic, HERE);                                             \
    return __atomic_fetch_##name(place, value, __ATOMIC_SEQ_CST);                          \
  }

#define GRADUS_ATOMIC(bits)                                                                      \
  std::uint##bits##_t __tsan_atomic##bits##_load(const std::uint##bits##_t* place, int) {        \
    see(place, bits / 8, Kind::kAtomic, HERE);                                                   \
    return __atomic_load_n(place, __ATOMIC_SEQ_CST);                                             \
  }                                                                                              \
  void __tsan_atomic##bits##_store(std::uint##bits##_t* place, std::uint##bits##_t value, int) { \
    see(place, bits / 8, Kind::kAtomic, HERE);                                                   \
    __atomic_store_n(place, value, __ATOMIC_SEQ_CST);                                            \
  }                                                                                              \
  std::uint##bits##_t __tsan_atomic##bits##_exchange(std::uint##bits##_t* place,                 \
                                                     std::uint##bits##_t value, int) {           \
    see(place, bits / 8, Kind::kAtomic, HERE);                                                   \
    return __atomic_exchange_n(place, value, __ATOMIC_SEQ_CST);                                  \
  }                                                                                              \
  int __tsan_atomic##bits##_compare_exchange_strong(std::uint##bits##_t* place,                  \
                                                    std::uint##bits##_t* expected,               \
                                                    std::uint##bits##_t value, int, int) {       \
    see(place, bits / 8, Kind::kAtomic, HERE);                                                   \
    return __atomic_compare_exchange_n(place, expected, value, false, __ATOMIC_SEQ_CST,          \
                                       __ATOMIC_SEQ_CST);                                        \
  }                                                                                              \
  int __tsan_atomic##bits##_compare_exchange_weak(std::uint##bits##_t* place,                    \
                                                  std::uint##bits##_t* expected,                 \
                                                  std::uint##bits##_t value, int, int) {         \
    see(place, bits / 8, Kind::kAtomic, HERE);                                                   \
    return __atomic_compare_exchange_n(place, expected, value, false, __ATOMIC_SEQ_CST,          \
                                       __ATOMIC_SEQ_CST);                                        \
  }                                                                                              \
  std::uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                \
      std::uint##bits##_t* place, std::uint##bits##_t expected, std::uint##bits##_t value, int,  \
      int) {                                                                                     \
    see(place, bits / 8, Kind::kAtomic, HERE);                                                   \
    __atomic_compare_exchange_n(place, &expected, value, false, __ATOMIC_SEQ_CST,                \
                                __ATOMIC_SEQ_CST);                                               \
    return expected;                                                                             \
  }                                                                                              \
  GRADUS_CHANGE(bits, add)                                                                       \
  GRADUS_CHANGE(bits, sub)                                                                       \
  GRADUS_CHANGE(bits, and)                                                                       \
  GRADUS_CHANGE(bits, or)                                                                        \
  GRADUS_CHANGE(bits, xor)                                                                       \
  GRADUS_CHANGE(bits, nand)

extern "C" {

// Called before main for every traced file.
void __tsan_init() { Tracer::only(); }
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_ignore_thread_begin() {}
void __tsan_ignore_thread_end() {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_vptr_read(void**) {}
void __tsan_atomic_thread_fence(int) {}
void __tsan_atomic_signal_fence(int) {}

GRADUS_ACCESS(1)
GRADUS_ACCESS(2)
GRADUS_ACCESS(4)
GRADUS_ACCESS(8)
GRADUS_ACCESS(16)
GRADUS_ATOMIC(8)
GRADUS_ATOMIC(16)
GRADUS_ATOMIC(32)
GRADUS_ATOMIC(64)

void __tsan_read_range(void* place, std::size_t bytes) {
  see_range(place, bytes, Kind::kRead, HERE);
}
void __tsan_write_range(void* place, std::size_t bytes) {
  see_range(place, bytes, Kind::kWrite, HERE);
}
void* __tsan_memcpy(void* to, const void* from, std::size_t bytes) {
  see_range(from, bytes, Kind::kRead, HERE);
  see_range(to, bytes, Kind::kWrite, HERE);
  return std::memcpy(to, from, bytes);
}
void* __tsan_memmove(void* to, const void* from, std::size_t bytes) {
  see_range(from, bytes, Kind::kRead, HERE);
  see_range(to, bytes, Kind::kWrite, HERE);
  return std::memmove(to, from, bytes);
}
void* __tsan_memset(void* to, int value, std::size_t bytes) {
  see_range(to, bytes, Kind::kWrite, HERE);
  return std::memset(to, value, bytes);
}

}  // extern "C"
