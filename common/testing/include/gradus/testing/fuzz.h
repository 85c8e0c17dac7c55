#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace gradus::testing {

/// Makes wrong files out of right ones: bits turned, bytes cut out, put in or repeated, numbers
/// replaced by extreme ones, two files grafted together.
class Mutator {
 public:
  /// @param seeds files that are right; at least one
  /// @param name of the random numbers
  Mutator(std::vector<std::string> seeds, const std::string& name);

  /// Mutant number 0, 1, 2, ...: a function of seeds, name and number alone.
  std::string mutant(std::uint64_t number) const;

 private:
  std::vector<std::string> seeds_;
  std::string name_;
};

}  // namespace gradus::testing
