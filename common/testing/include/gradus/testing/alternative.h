#pragma once
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

/// The wrong solution that this run plays: environment variable GRADUS_ALTERNATIVE.
inline const std::uint64_t chosen_alternative = name_hash(std::getenv("GRADUS_ALTERNATIVE"));

/// A name, hashed by the compiler: the question below stands in inner loops.
struct AlternativeName {
  consteval AlternativeName(const char* name) : hash(name_hash(name)) {}  // NOLINT
  /// name_hash() of it.
  std::uint64_t hash;
};

/// Whether this run plays the wrong solution of this `name`. Used only in the build in which the
/// exercise gates prove that the tests catch known mistakes. Never at compile time.
/// In a traced kernel this is nobody's access to memory.
__attribute__((no_sanitize("thread"))) constexpr bool alternative(AlternativeName name) {
  if (std::is_constant_evaluated()) return false;
  return name.hash == chosen_alternative;
}

}  // namespace gradus::testing
