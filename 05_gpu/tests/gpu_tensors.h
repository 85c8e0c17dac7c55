#pragma once
// Tensors on the GPU, for tests: their numbers, and what the device found wrong.
#include <gradus/common/error.h>
#include <gradus/testing/expect.h>

#include <string>
#include <vector>

#include "on_gpu.h"

namespace gradus::testing {

/// The elements of a tensor, wherever it lies.
inline std::vector<double> numbers(const Tensor& x) { return numbers_of(x); }

/// What an Error or the device says of what `body` does; "" for nothing.
template <class Body>
std::string trouble_of(const Body& body) {
  std::string thrown;
  try {
    body();
  } catch (const Error& error) {
    thrown = error.what();
  }
  const std::string found = trouble();
  return thrown.empty() ? found : thrown;
}

/// Whether nothing goes wrong in `body`. Otherwise it is said: `races` where threads were in one
/// another's way, `outside` where they left the arrays.
template <class Body>
bool works(const std::string& what, const std::string& races, const std::string& outside,
           const Body& body) {
  const std::string wrong = trouble_of(body);
  expect(what + ": the device found something wrong", wrong.empty() ? 0 : 1, 0)
      .if_true(mentions(wrong, "race"), races + " (" + wrong + ")")
      .if_true(mentions(wrong, "out of bounds"), outside + " (" + wrong + ")")
      .if_true(true, wrong);
  return wrong.empty();
}

}  // namespace gradus::testing
