#pragma once
#include <gradus/tensor_autograd/array.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace gradus::data {

/// The elements of an IDX file, the format of MNIST: two zero bytes, the element type (8: unsigned
/// bytes, the only one read here), the number of axes, their sizes as four-byte big-endian numbers,
/// then the elements, row-major. Nothing is allocated before the sizes are checked against the
/// bytes that are there.
/// @param bytes the whole file, unpacked
/// @param name how the file is called in messages
/// @throws Error saying what is wrong with the file
Array parse_idx(std::string_view bytes, const std::string& name);

/// Reads an IDX file, packed with gzip or not.
/// @throws Error naming the file
Array read_idx(const std::filesystem::path& path);

}  // namespace gradus::data
