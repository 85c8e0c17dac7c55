#pragma once
#include <sstream>
#include <stdexcept>
#include <string>

namespace gradus {

/// Bad input from a user: a shape, an axis, a file, a flag. The message names the operation, the
/// values, and the way out. Programs print it on one line and exit with a status other than 0.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown by an exercise that the reader has not written yet.
class NotImplemented : public std::logic_error {
 public:
  /// @param region the exercise, `step` or `step/part`
  explicit NotImplemented(const std::string& region);
};

/// What stands in an exercise's place until the reader writes it.
/// @param region the exercise, `step` or `step/part`
/// @throws NotImplemented always
[[noreturn]] void not_implemented(const char* region);

/// Throws an Error whose message is all parts streamed one after the other:
/// `fail("matmul: inner sizes differ: ", a, " x ", b)`.
template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw Error(message.str());
}

}  // namespace gradus
