#pragma once
#include <gradus/tensor_autograd/tensor.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace gradus::nn {

/// What a safetensors file holds: tensors by name, and texts by name.
struct SafeTensors {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;  ///< the texts
};

/// The bytes of a safetensors file: the header's length (8 bytes, little-endian), the header (JSON:
/// name -> dtype, shape, place), the elements. Python's `safetensors` reads it.
/// Source: https://github.com/huggingface/safetensors
/// @throws Error for a dtype that the format lacks
/// @param content what is to be written
std::string to_safetensors(const SafeTensors& content);

/// Reads such bytes. Nothing in them is believed: lengths, places and names are checked before
/// anything is allocated.
/// @param name how the file is called in messages
/// @throws Error saying what is wrong
SafeTensors parse_safetensors(std::string_view bytes, const std::string& name);

/// Writes a file, as a whole or not at all.
/// @param content what is to be written
void save_safetensors(const std::filesystem::path& path, const SafeTensors& content);
/// @throws Error naming the file
SafeTensors load_safetensors(const std::filesystem::path& path);

}  // namespace gradus::nn
