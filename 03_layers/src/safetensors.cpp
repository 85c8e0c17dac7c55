#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/text.h>
#include <gradus/layers/safetensors.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/operation.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "safetensors_header.h"

namespace gradus::nn {
namespace {

constexpr std::size_t kLengthSize = 8;
constexpr std::uint64_t kMostHeader = 100'000'000;  // as in the reference implementation

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

}  // namespace

std::string to_safetensors(const SafeTensors& content) {
  struct Item {
    std::string name;
    std::size_t rank;
    Array array;
  };
  std::vector<Item> items;
  for (const auto& [name, tensor] : content.tensors)
    items.push_back({name, safetensors_rank(tensor.dtype(), name), plain(tensor)});
  std::stable_sort(items.begin(), items.end(),
                   [](const Item& a, const Item& b) { return a.rank < b.rank; });
  SafeTensorsHeader header{{}, content.metadata};
  std::uint64_t offset = 0;
  for (const Item& item : items) {
    const std::uint64_t end = offset + bytes_of(item.array).size();
    header.entries.push_back({item.name, item.array.dtype, item.array.shape(), offset, end});
    offset = end;
  }
  const std::string text = to_json(header);
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
  SafeTensorsHeader header =
      parse_safetensors_header(bytes.substr(kLengthSize, length), data.size(), name);
  const std::vector<SafeTensorsEntry>& entries = header.entries;
  // exercise: saving/places
  //| `entries` are sorted by the places of their elements: entry.begin, to before entry.end. All bytes of `data` must
  //| belong to exactly one tensor. Where that is not so, stop with fail(name, ": ...").
  std::uint64_t next = 0;
  for (const SafeTensorsEntry& entry : entries) {
    if (entry.begin != next)
      fail(name, ": tensor ", printable(entry.name),
           entry.begin < next ? " overlaps" : " leaves a gap after", " the one before it");
    next = entry.end;
  }
  if (next != data.size())
    fail(name, ": ", data.size() - next, " bytes at the end belong to no tensor");
  // end exercise
  SafeTensors content;
  content.metadata = std::move(header.metadata);
  for (const SafeTensorsEntry& entry : entries) {
    const Array array = Array::empty(entry.shape, entry.dtype);
    const std::string_view elements = data.substr(entry.begin, entry.end - entry.begin);
    if (entry.dtype == bool_ &&
        elements.find_first_not_of(std::string_view("\0\1", 2)) != elements.npos)
      fail(name, ": tensor ", printable(entry.name),
           " is of BOOL and holds other bytes than 0 and 1");
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
