#pragma once
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <type_traits>

namespace gradus::testing {

/// A 64-bit FNV-1a hash of a name; 0 for none.
constexpr std::uint64_t name_hash(const char* name) {
  if (name == nullptr) return 0;
  std::uint64_t hash = 14695981039346656037u;
  for (; *name != '\0'; ++name) hash = (hash ^ static_cast<unsigned char>(*name)) * 1099511628211u;
  return hash;
}

/// The region that is wrong in this run: environment variable GRADUS_REGION.
inline const std::uint64_t chosen_region = name_hash(std::getenv("GRADUS_REGION"));
/// How it is wrong: environment variable GRADUS_ALTERNATIVE.
inline const std::uint64_t chosen_alternative = name_hash(std::getenv("GRADUS_ALTERNATIVE"));

/// The last step whose regions are written, as 100 * chapter + step: environment variable
/// GRADUS_STUBS_AFTER. Other chapters are complete.
inline const int stubs_after = [] {
  const char* text = std::getenv("GRADUS_STUBS_AFTER");
  return text == nullptr ? 0 : std::atoi(text);
}();

/// A name, hashed by the compiler: the questions below stand in inner loops.
struct AlternativeName {
  consteval AlternativeName(const char* name) : hash(name_hash(name)) {}  // NOLINT
  /// name_hash() of it.
  std::uint64_t hash;
};

/// Whether a `region` of step number `step`, as in stubs_after, is wrong in this run. Used only in
/// the build in which the exercise gates prove that the tests catch known mistakes. Never at
/// compile time. In a traced kernel this is nobody's access to memory, and nothing of it counts as
/// covered.
[[gnu::no_sanitize("thread", "address"), gnu::no_profile_instrument_function]] constexpr bool wrong(
    AlternativeName region, int step) {
  if (std::is_constant_evaluated()) return false;
  return region.hash == chosen_region || (step > stubs_after && step / 100 == stubs_after / 100);
}

/// Whether the wrong region is to be wrong in the way of this `name`.
[[gnu::no_sanitize("thread", "address"), gnu::no_profile_instrument_function]] constexpr bool
alternative(AlternativeName name) {
  if (std::is_constant_evaluated()) return false;
  return name.hash == chosen_alternative;
}

/// What an endless loop says once, so that nobody has to wait until the time is over.
inline constexpr char kLoops[] = "this loop never ends\n";

/// An endless loop.
inline void loop() {
  if (write(STDOUT_FILENO, kLoops, sizeof(kLoops) - 1) < 0) return;
  for (volatile bool go = true; go;) pause();
}

}  // namespace gradus::testing
