#include "safetensors_header.h"

#include <gradus/common/error.h>
#include <gradus/common/text.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

namespace gradus::nn {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::uint64_t kMostElements = std::uint64_t{1} << 56;  // times 8 bytes: no overflow

// The format's names of dtypes, and ours, in that order. A dtype counts once somebody has
// registered it.
constexpr std::pair<const char*, const char*> kDTypes[] = {
    {"I64", "int64"},   {"F64", "float64"}, {"F32", "float32"}, {"BF16", "bfloat16"},
    {"F16", "float16"}, {"U8", "uint8"},    {"BOOL", "bool"}};

// The registered ones by the format's names.
std::map<std::string, DType> known_dtypes() {
  std::map<std::string, DType> known;
  for (int id = 0; id < kMaxDTypes; ++id) try {
      const DType dtype(static_cast<std::uint8_t>(id));
      for (const auto& [format, ours] : kDTypes)
        if (!std::strcmp(info(dtype).name, ours)) known.emplace(format, dtype);
    } catch (const Error&) {  // nobody registered this number
    }
  return known;
}

// Parses JSON; its own rules allow the same name twice, ours do not.
Json parse_json(std::string_view text, const std::string& name) {
  constexpr int kMostDepth = 4;
  std::vector<std::set<std::string>> names;
  const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kMostDepth) fail(name, ": the header is nested too deeply");
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key && !names.back().insert(value.get<std::string>()).second)
      fail(name, ": the name ", printable(value.dump()), " stands in the header twice");
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::exception& error) {
    fail(name, ": the header is no valid JSON: ", printable(error.what(), 200));
  }
}

std::uint64_t whole_number(const Json& value, const std::string& what) {
  if (!value.is_number_unsigned())
    fail(what, ": ", printable(value.dump()), " is no whole number from 0 up");
  return value.get<std::uint64_t>();
}

SafeTensorsEntry parse_entry(const std::string& tensor, const Json& value, std::uint64_t data_size,
                             const std::map<std::string, DType>& known, const std::string& file) {
  const std::string what = file + ": tensor " + printable(tensor);
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
      !value.contains("shape") || !value.contains("data_offsets"))
    fail(what, ": needs exactly dtype, shape and data_offsets");
  SafeTensorsEntry entry;
  entry.name = tensor;
  const Json &dtype = value["dtype"], &shape = value["shape"], &place = value["data_offsets"];
  const auto found = dtype.is_string() ? known.find(dtype.get<std::string>()) : known.end();
  if (found == known.end()) fail(what, ": dtype ", printable(dtype.dump()), " is not known here");
  entry.dtype = found->second;
  if (!place.is_array() || place.size() != 2) fail(what, ": data_offsets must be two numbers");
  entry.begin = whole_number(place[0], what);
  entry.end = whole_number(place[1], what);
  if (entry.begin > entry.end || entry.end > data_size)
    fail(what, ": lies at ", entry.begin, " to ", entry.end, ", but the file has ", data_size,
         " bytes of data");
  if (!shape.is_array() || shape.size() > kMaxRank)
    fail(what, ": the shape must be a list of at most ", kMaxRank, " numbers");
  std::uint64_t count = 1, largest = 1;  // a size of 0 hides what the others are
  for (const Json& item : shape) {
    const std::uint64_t size = whole_number(item, what), factor = std::max<std::uint64_t>(size, 1);
    if (factor > kMostElements / largest)
      fail(what, ": the shape ", printable(shape.dump()), " is too large");
    entry.shape.push_back(static_cast<Index>(size));
    largest *= factor;
    count *= size;
  }
  if (count * info(entry.dtype).size != entry.end - entry.begin)
    fail(what, ": ", entry.shape, " ", entry.dtype, " does not fill ", entry.end - entry.begin,
         " bytes");
  return entry;
}

}  // namespace

std::size_t safetensors_rank(DType dtype, const std::string& tensor) {
  for (std::size_t rank = 0; rank < std::size(kDTypes); ++rank)
    if (!std::strcmp(info(dtype).name, kDTypes[rank].second)) return rank;
  fail("safetensors: there is no place for ", dtype, " in the format (tensor ", tensor, ")");
}

std::string to_json(const SafeTensorsHeader& header) {
  constexpr std::size_t kMultiple = 8;
  Json json = Json::object();
  if (!header.metadata.empty()) json["__metadata__"] = header.metadata;
  for (const SafeTensorsEntry& entry : header.entries) {
    if (entry.name == "__metadata__")
      fail("safetensors: __metadata__ cannot be the name of a tensor");
    json[entry.name] = {{"dtype", kDTypes[safetensors_rank(entry.dtype, entry.name)].first},
                        {"shape", std::vector<Index>(entry.shape.begin(), entry.shape.end())},
                        {"data_offsets", {entry.begin, entry.end}}};
  }
  std::string text;
  try {
    text = json.dump();
  } catch (const Json::exception&) {
    fail("safetensors: names and texts must be UTF-8");
  }
  text.resize((text.size() + kMultiple - 1) / kMultiple * kMultiple, ' ');
  return text;
}

SafeTensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t data_size,
                                           const std::string& name) {
  const Json parsed = parse_json(json, name);
  if (!parsed.is_object()) fail(name, ": the header is no JSON object");
  const std::map<std::string, DType> known = known_dtypes();
  SafeTensorsHeader header;
  for (const auto& [key, value] : parsed.items()) {
    if (key != "__metadata__") {
      header.entries.push_back(parse_entry(key, value, data_size, known, name));
      continue;
    }
    if (!value.is_object()) fail(name, ": __metadata__ must be an object");
    for (const auto& [item, text] : value.items()) {
      if (!text.is_string())
        fail(name, ": __metadata__ must hold texts; ", printable(item), " is none");
      header.metadata[item] = text.get<std::string>();
    }
  }
  std::sort(header.entries.begin(), header.entries.end(),
            [](const SafeTensorsEntry& a, const SafeTensorsEntry& b) {
              return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
            });
  return header;
}

}  // namespace gradus::nn
