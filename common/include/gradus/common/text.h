#pragma once
#include <string>
#include <string_view>

namespace gradus {

/// Bytes from a file as a message of one line can show them: control characters become '?', and
/// what is longer than `most` bytes ends in "...".
std::string printable(std::string_view bytes, std::size_t most = 60);

}  // namespace gradus
