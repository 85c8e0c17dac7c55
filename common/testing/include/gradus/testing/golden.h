#pragma once
#include <memory>
#include <string>
#include <vector>

namespace gradus::testing {

/// Numbers computed by another library, in a JSON file that is committed beside the tests:
///
///     const Golden golden(GRADUS_TEST_DATA "/operators.json");
///     golden.numbers("/multiply/value")
class Golden {
 public:
  /// Reads the file at `path`.
  /// @throws Error if the file is missing or is not JSON
  explicit Golden(const std::string& path);

  /// All numbers at a JSON pointer, arrays in arrays flattened; null stands for NaN,
  /// and "inf" and "-inf" for the infinities, which JSON cannot write.
  /// @throws Error if there is nothing, or something else
  std::vector<double> numbers(const std::string& pointer) const;

  /// The one number at a JSON pointer.
  double number(const std::string& pointer) const { return numbers(pointer).at(0); }

  /// The text at a JSON pointer.
  /// @throws Error if there is nothing, or something else
  std::string text(const std::string& pointer) const;

  /// The keys of the object at a JSON pointer, sorted.
  std::vector<std::string> keys(const std::string& pointer) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace gradus::testing
