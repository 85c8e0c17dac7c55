#pragma once
#include <cstdint>

namespace gradus::testing {

/// Counts the calls of malloc and its relatives (calloc, realloc, aligned_alloc, posix_memalign,
/// and so `new`) by all threads from its construction on:
///
///     const Allocations allocations;
///     step();
///     EXPECT_EQ(allocations.calls(), 0);
///
/// A test program that uses this class replaces malloc by one that counts.
class Allocations {
 public:
  Allocations();

  /// Whether counting works here: with glibc, and without a sanitizer, which needs malloc itself.
  /// A test asks this first, and where it must skip it says so:
  /// `GTEST_SKIP() << "malloc is not counted in this build"`.
  static bool counted();

  /// Calls that gave memory, since the construction.
  std::int64_t calls() const;
  /// Blocks that were given and not freed again, since the construction; below 0 when older blocks
  /// were freed.
  std::int64_t live_blocks() const;

 private:
  std::int64_t calls_, frees_;
};

}  // namespace gradus::testing
