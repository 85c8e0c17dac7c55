#include <gradus/common/error.h>
#include <gradus/common/text.h>
#include <gradus/layers/exact_text.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace gradus::nn {

std::string exact_text(double number) {
  char text[64];
  std::snprintf(text, sizeof text, "%a", number);
  return text;
}

double exact_number(const std::string& text, const std::string& what) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || end != text.c_str() + text.size())
    fail(what, ": '", printable(text), "' is no number");
  return number;
}

std::int64_t whole_number(const std::string& text, const std::string& what, std::int64_t least,
                          std::int64_t most) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || stop != end || error != std::errc() || number < least || number > most)
    fail(what, ": '", printable(text), "' is no whole number from ", least, " to ", most);
  return number;
}

}  // namespace gradus::nn
