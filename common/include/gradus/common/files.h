#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gradus {

/// The bytes of a file.
/// @throws Error naming the file and the system's reason
std::string read_file(const std::filesystem::path& path);

/// Whether the bytes begin as gzip data does (RFC 1952: 1f 8b).
bool is_gzip(std::string_view bytes);

/// Unpacks gzip data of one or more members, checking each checksum. Zero bytes may follow.
/// @param bytes the compressed data
/// @param name what to call the data in an error, usually its file name
/// @param limit the most bytes to unpack, against damaged or malicious files
/// @throws Error when the data is truncated, damaged, followed by other bytes, or above the limit
std::string gunzip(std::string_view bytes, const std::string& name,
                   std::uint64_t limit = std::uint64_t{1} << 30);

/// The bytes of a file, unpacked if they are gzip data.
/// @throws Error as read_file and gunzip
std::string read_maybe_gzip(const std::filesystem::path& path);

/// Writes a file as a whole or not at all: the bytes go to a temporary file in the same folder,
/// reach the disk, and take the name in one step. On an error, a full disk for instance, what was
/// there before stays, and no temporary file. Makes missing folders; writes straight to what is
/// not a regular file (/dev/stdout).
/// @throws Error naming the file and the system's reason
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace gradus
