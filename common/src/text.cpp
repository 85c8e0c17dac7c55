#include <gradus/common/text.h>

namespace gradus {

std::string printable(std::string_view bytes, std::size_t most) {
  constexpr unsigned char kFirstPrinted = 0x20, kDelete = 0x7f;
  std::string result(bytes.substr(0, most));
  for (char& c : result) {
    const auto code = static_cast<unsigned char>(c);
    if (code < kFirstPrinted || code == kDelete) c = '?';
  }
  return bytes.size() > most ? result + "..." : result;
}

}  // namespace gradus
