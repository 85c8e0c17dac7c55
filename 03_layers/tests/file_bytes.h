// Files as bytes, made by hand: for the tests of what reads them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace gradus::testing {

/// An IDX file: sizes as four big-endian bytes each, then the elements.
inline std::string idx_bytes(const std::vector<std::uint32_t>& sizes, const std::string& elements,
                             char type = 8) {
  std::string bytes = {0, 0, type, static_cast<char>(sizes.size())};
  for (std::uint32_t size : sizes)
    for (int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(size >> shift & 255));
  return bytes + elements;
}

/// The checksum at the end of gzip data.
inline std::uint32_t crc32_of(const std::string& bytes) {
  std::uint32_t crc = ~0u;
  for (char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

/// gzip data that holds up to 65,535 bytes as they are (one stored block).
inline std::string gzip_bytes(const std::string& bytes) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11);
  const auto number = [&out](std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) out.push_back(static_cast<char>(value >> 8 * i & 255));
  };
  const auto size = static_cast<std::uint32_t>(bytes.size());
  number(size, 2);
  number(~size, 2);
  out += bytes;
  number(crc32_of(bytes), 4);
  number(size, 4);
  return out;
}

}  // namespace gradus::testing
