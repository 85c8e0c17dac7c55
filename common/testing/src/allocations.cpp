#include <gradus/testing/allocations.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#if defined(__has_feature)
#define GRADUS_HAS_FEATURE(name) __has_feature(name)
#else
#define GRADUS_HAS_FEATURE(name) 0
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !GRADUS_HAS_FEATURE(address_sanitizer) && !GRADUS_HAS_FEATURE(thread_sanitizer) &&       \
    !GRADUS_HAS_FEATURE(memory_sanitizer)
#define GRADUS_COUNTS_MALLOC 1
#else
#define GRADUS_COUNTS_MALLOC 0
#endif

namespace gradus::testing {
namespace {

// Initialised before any code runs, since malloc is called before main.
constinit std::atomic<std::int64_t> calls{0}, frees{0};

}  // namespace
}  // namespace gradus::testing

#if GRADUS_COUNTS_MALLOC
// glibc's own functions, under the names that it keeps for those who replace them.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);

static void* counted(void* block) {
  if (block) gradus::testing::calls.fetch_add(1, std::memory_order_relaxed);
  return block;
}

void* malloc(std::size_t size) { return counted(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) { return counted(__libc_calloc(count, size)); }

void* realloc(void* block, std::size_t size) {
  void* moved = counted(__libc_realloc(block, size));
  // Another block in its place, or with size 0 none.
  if (block && (moved || size == 0)) gradus::testing::frees.fetch_add(1, std::memory_order_relaxed);
  return moved;
}

void* memalign(std::size_t alignment, std::size_t size) {
  return counted(__libc_memalign(alignment, size));
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

void free(void* block) {
  if (block) gradus::testing::frees.fetch_add(1, std::memory_order_relaxed);
  __libc_free(block);
}
}
#endif

namespace gradus::testing {

Allocations::Allocations() : calls_(gradus::testing::calls), frees_(frees) {}

bool Allocations::counted() { return GRADUS_COUNTS_MALLOC; }

std::int64_t Allocations::calls() const { return gradus::testing::calls - calls_; }

std::int64_t Allocations::live_blocks() const { return calls() - (frees - frees_); }

}  // namespace gradus::testing
