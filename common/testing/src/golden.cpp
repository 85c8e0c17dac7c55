#include <gradus/common/error.h>
#include <gradus/testing/golden.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace gradus::testing {

struct Golden::Data {
  std::string path;
  nlohmann::json json;

  const nlohmann::json& at(const std::string& pointer) const {
    const nlohmann::json::json_pointer place(pointer);
    if (!json.contains(place)) fail("Golden: ", path, " has no ", pointer);
    return json.at(place);
  }
};

namespace {

double to_number(const nlohmann::json& json) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (json.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (json.is_boolean()) return json.get<bool>();
  if (json == "inf" || json == "-inf") return json == "inf" ? kInfinity : -kInfinity;
  if (!json.is_number()) fail("Golden: expected a number, not ", json.dump());
  return json.get<double>();
}

void flatten(const nlohmann::json& json, std::vector<double>& out) {
  if (json.is_array())
    for (const auto& element : json) flatten(element, out);
  else
    out.push_back(to_number(json));
}

}  // namespace

Golden::Golden(const std::string& path) {
  std::ifstream file(path);
  if (!file) fail("Golden: cannot read ", path);
  nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  if (json.is_discarded()) fail("Golden: ", path, " is not JSON");
  data_ = std::make_shared<const Data>(Data{path, std::move(json)});
}

std::vector<double> Golden::numbers(const std::string& pointer) const {
  std::vector<double> result;
  flatten(data_->at(pointer), result);
  return result;
}

std::string Golden::text(const std::string& pointer) const {
  const nlohmann::json& json = data_->at(pointer);
  if (!json.is_string()) fail("Golden: expected a text, not ", json.dump());
  return json.get<std::string>();
}

std::vector<std::string> Golden::keys(const std::string& pointer) const {
  std::vector<std::string> result;
  for (const auto& item : data_->at(pointer).items()) result.push_back(item.key());
  return result;
}

}  // namespace gradus::testing
