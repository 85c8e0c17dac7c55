#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/safetensors.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/operation.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

namespace gradus::nn {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kLengthSize = 8;
constexpr std::uint64_t kMostHeader = 100'000'000;  // as in the reference implementation

constexpr std::uint64_t kMostElements = std::uint64_t{1} << 56;  // times 8 bytes: no overflow

// The format's names of dtypes, and ours, in the order in which the reference implementation stores
// their tensors: large elements first, so that every tensor begins where its elements want to. A
// dtype counts once somebody has registered it.
constexpr std::pair<const char*, const char*> kDTypes[] = {
    {"I64", "int64"},   {"F64", "float64"}, {"F32", "float32"}, {"BF16", "bfloat16"},
    {"F16", "float16"}, {"U8", "uint8"},    {"BOOL", "bool"}};

std::optional<DType> find_dtype(const std::string& code) {
  for (const auto& [format, ours] : kDTypes)
    if (code == format)
      for (int id = 0; id < kMaxDTypes; ++id) try {
          const DType dtype(static_cast<std::uint8_t>(id));
          if (!std::strcmp(info(dtype).name, ours)) return dtype;
        } catch (const Error&) {  // nobody registered this number
        }
  return {};
}

// The row of a dtype in that table.
std::size_t dtype_rank(DType dtype, const std::string& tensor) {
  for (std::size_t rank = 0; rank < std::size(kDTypes); ++rank)
    if (!std::strcmp(info(dtype).name, kDTypes[rank].second)) return rank;
  fail("safetensors: there is no place for ", dtype, " in the format (tensor ", tensor, ")");
}

// Row-major elements on the CPU.
Array plain(const Tensor& tensor) {
  Array array = tensor.array();
  if (!array.is_contiguous()) array = run(ops::copy, {&array}, CopyAttributes{array.dtype, true});
  if (array.device() == cpu) return array;
  const Array here = Array::empty(array.shape(), array.dtype);
  const std::size_t size = info(array.dtype).size;
  info(array.device())
      .copy_to_cpu(here.storage->data(),
                   array.storage->data() + static_cast<std::size_t>(array.layout.offset) * size,
                   static_cast<std::size_t>(array.numel()) * size);
  return here;
}

std::string_view bytes_of(const Array& array) {
  const std::size_t size = info(array.dtype).size;
  return {reinterpret_cast<const char*>(array.storage->data()) +
              static_cast<std::size_t>(array.layout.offset) * size,
          static_cast<std::size_t>(array.numel()) * size};
}

// Parses the header; JSON's own rules allow the same name twice, ours do not.
Json parse_header(std::string_view text, const std::string& name) {
  constexpr int kMostDepth = 4;
  std::vector<std::set<std::string>> names;
  const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kMostDepth) fail(name, ": the header is nested too deeply");
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key && !names.back().insert(value.get<std::string>()).second)
      fail(name, ": the name ", value.dump(), " stands in the header twice");
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::exception& error) {
    fail(name, ": the header is no valid JSON: ", error.what());
  }
}

// One tensor of the header, checked.
struct Entry {
  std::string name;
  DType dtype = float32;
  Shape shape;
  std::uint64_t begin = 0, end = 0;
};

std::uint64_t whole_number(const Json& value, const std::string& what) {
  if (!value.is_number_unsigned()) fail(what, ": ", value.dump(), " is no whole number from 0 up");
  return value.get<std::uint64_t>();
}

Entry parse_entry(const std::string& tensor, const Json& value, std::uint64_t data_size,
                  const std::string& file) {
  const std::string what = file + ": tensor " + tensor;
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
      !value.contains("shape") || !value.contains("data_offsets"))
    fail(what, ": needs exactly dtype, shape and data_offsets");
  Entry entry;
  entry.name = tensor;
  const Json &dtype = value["dtype"], &shape = value["shape"], &place = value["data_offsets"];
  const auto known = dtype.is_string() ? find_dtype(dtype.get<std::string>()) : std::nullopt;
  if (!known) fail(what, ": dtype ", dtype.dump(), " is not known here");
  entry.dtype = *known;
  if (!place.is_array() || place.size() != 2) fail(what, ": data_offsets must be two numbers");
  entry.begin = whole_number(place[0], what);
  entry.end = whole_number(place[1], what);
  if (entry.begin > entry.end || entry.end > data_size)
    fail(what, ": lies at ", entry.begin, " to ", entry.end, ", but the file has ", data_size,
         " bytes of data");
  if (!shape.is_array() || shape.size() > kMaxRank)
    fail(what, ": the shape must be a list of at most ", kMaxRank, " numbers");
  std::uint64_t count = 1;
  for (const Json& item : shape) {
    const std::uint64_t size = whole_number(item, what);
    if (size > kMostElements / std::max<std::uint64_t>(count, 1))
      fail(what, ": the shape ", shape.dump(), " is too large");
    entry.shape.push_back(static_cast<Index>(size));
    count *= size;
  }
  if (count * info(entry.dtype).size != entry.end - entry.begin)
    fail(what, ": ", entry.shape, " ", entry.dtype, " does not fill ", entry.end - entry.begin,
         " bytes");
  return entry;
}

}  // namespace

std::string to_safetensors(const SafeTensors& content) {
  struct Item {
    std::string name;
    std::size_t rank;
    Array array;
  };
  std::vector<Item> items;
  for (const auto& [name, tensor] : content.tensors)
    items.push_back({name, dtype_rank(tensor.dtype(), name), plain(tensor)});
  std::stable_sort(items.begin(), items.end(),
                   [](const Item& a, const Item& b) { return a.rank < b.rank; });
  Json header = Json::object();
  if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
  std::uint64_t offset = 0;
  for (const Item& item : items) {
    const std::uint64_t end = offset + bytes_of(item.array).size();
    header[item.name] = {
        {"dtype", kDTypes[item.rank].first},
        {"shape", std::vector<Index>(item.array.shape().begin(), item.array.shape().end())},
        {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  bytes.reserve(kLengthSize + text.size() + offset);
  // exercise: saving/file
  //| Append to `bytes` what the file holds: the length of `text` in kLengthSize bytes, the least significant first; `text`,
  //| which is the header; and the elements (bytes_of(array)), each item's where the header says. Give `bytes` back.
  for (std::size_t i = 0; i < kLengthSize; ++i)
    bytes.push_back(static_cast<char>(text.size() >> 8 * i & 255));
  bytes += text;
  for (const Item& item : items) bytes += bytes_of(item.array);
  return bytes;
  // end exercise
}

SafeTensors parse_safetensors(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kLengthSize)
    fail(name, ": has ", bytes.size(), " bytes, too few for safetensors");
  std::uint64_t length = 0;
  // exercise: saving/header-length
  //| The first kLengthSize bytes are the length of the header, the least significant first. Let `length` become that
  //| number. It may lie: when it is more than the bytes that follow, stop with fail(name, ": ...").
  for (std::size_t i = 0; i < kLengthSize; ++i)
    length |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  if (length > bytes.size() - kLengthSize)
    fail(name, ": promises a header of ", length, " bytes, but has ", bytes.size(), " in all");
  // end exercise
  if (length > kMostHeader) fail(name, ": a header of ", length, " bytes is too long");
  const std::string_view data = bytes.substr(kLengthSize + length);
  const Json header = parse_header(bytes.substr(kLengthSize, length), name);
  if (!header.is_object()) fail(name, ": the header is no JSON object");

  SafeTensors content;
  std::vector<Entry> entries;
  for (const auto& [key, value] : header.items()) {
    if (key != "__metadata__") {
      entries.push_back(parse_entry(key, value, data.size(), name));
      continue;
    }
    if (!value.is_object()) fail(name, ": __metadata__ must be an object");
    for (const auto& [item, text] : value.items()) {
      if (!text.is_string()) fail(name, ": __metadata__ must hold texts; ", item, " is none");
      content.metadata[item] = text.get<std::string>();
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  // exercise: saving/places
  //| `entries` are sorted by the places of their elements: entry.begin, to before entry.end. All bytes of `data` must
  //| belong to exactly one tensor. Where that is not so, stop with fail(name, ": ...").
  std::uint64_t next = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != next)
      fail(name, ": tensor ", entry.name, entry.begin < next ? " overlaps" : " leaves a gap after",
           " the one before it");
    next = entry.end;
  }
  if (next != data.size())
    fail(name, ": ", data.size() - next, " bytes at the end belong to no tensor");
  // end exercise
  for (const Entry& entry : entries) {
    const Array array = Array::empty(entry.shape, entry.dtype);
    const std::string_view elements = data.substr(entry.begin, entry.end - entry.begin);
    if (entry.dtype == bool_ &&
        elements.find_first_not_of(std::string_view("\0\1", 2)) != elements.npos)
      fail(name, ": tensor ", entry.name, " is of BOOL and holds other bytes than 0 and 1");
    std::memcpy(array.storage->data(), elements.data(), elements.size());
    content.tensors[entry.name] = Tensor(array);
  }
  return content;
}

void save_safetensors(const std::filesystem::path& path, const SafeTensors& content) {
  write_file(path, to_safetensors(content));
}

SafeTensors load_safetensors(const std::filesystem::path& path) {
  return parse_safetensors(read_file(path), path.string());
}

}  // namespace gradus::nn
