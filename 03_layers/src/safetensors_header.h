#pragma once
#include <gradus/tensor_autograd/array.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::nn {

// A tensor in the header of a safetensors file: its elements lie from byte `begin` of the data to
// before byte `end`.
struct SafeTensorsEntry {
  std::string name;
  DType dtype = float32;
  Shape shape;
  std::uint64_t begin = 0, end = 0;
};

// The header: the tensors in the order of their places, and the texts.
struct SafeTensorsHeader {
  std::vector<SafeTensorsEntry> entries;
  std::map<std::string, std::string> metadata;
};

// The place of a dtype in the order in which the reference implementation stores tensors: large
// elements first, so that every tensor begins where its elements want to. Throws Error for a dtype
// that the format lacks.
std::size_t safetensors_rank(DType dtype, const std::string& tensor);

// The header as JSON, its length a multiple of 8.
std::string to_json(const SafeTensorsHeader& header);

// The other way. Checks everything but that the places of the tensors fit together: names, dtypes,
// shapes, that each lies in `data_size` bytes and fills its place. `name` is the file's.
SafeTensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t data_size,
                                           const std::string& name);

}  // namespace gradus::nn
