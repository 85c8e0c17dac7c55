#pragma once
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace gradus {

/// What a program measured, as JSON Lines: one JSON object a line, for plots and for later
/// comparison. The file is replaced as a whole with each row, so it never holds half a line.
class Metrics {
 public:
  /// @param path where to write; empty: nowhere. An existing file is replaced at the first row.
  explicit Metrics(std::filesystem::path path);

  /// Adds a row of `values`. A number that is not finite is written as null.
  /// @throws Error if the file cannot be written
  void row(const nlohmann::ordered_json& values);

 private:
  std::filesystem::path path_;
  std::string text_;
};

}  // namespace gradus
