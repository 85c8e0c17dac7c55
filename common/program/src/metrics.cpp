#include <gradus/common/files.h>
#include <gradus/program/metrics.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace gradus {

Metrics::Metrics(std::filesystem::path path) : path_(std::move(path)) {}

void Metrics::row(const nlohmann::ordered_json& values) {
  if (path_.empty()) return;
  text_ += values.dump() + "\n";
  write_file(path_, text_);
}

}  // namespace gradus
