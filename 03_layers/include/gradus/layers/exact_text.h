#pragma once
#include <cstdint>
#include <string>

namespace gradus::nn {

/// A number as text that gives exactly the same number back: 0x1.8p+1.
std::string exact_text(double number);
/// @throws Error when the text is no such number; `what` names it in the message
double exact_number(const std::string& text, const std::string& what);
/// The same for a whole number in `text`; `what` as there.
/// @throws Error also when it is not from `least` to `most`
std::int64_t whole_number(const std::string& text, const std::string& what, std::int64_t least,
                          std::int64_t most);

}  // namespace gradus::nn
