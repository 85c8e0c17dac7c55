#pragma once
// Tensors on the GPU, for tests: their numbers, and what the device found wrong.
#include <gradus/testing/expect.h>

#include <string>
#include <vector>

#include "on_gpu.h"

namespace gradus::testing {

/// The elements of a tensor, wherever it lies.
inline std::vector<double> numbers(const Tensor& x) { return numbers_of(x); }

/// Says so unless the device found nothing wrong in the kernels since it was last asked: `races`
/// where threads were in one another's way, `outside` where they left the arrays.
inline void expect_no_trouble(const std::string& what, const std::string& races,
                              const std::string& outside) {
  const std::string wrong = trouble();
  expect(what + ": the device found something wrong", wrong.empty() ? 0 : 1, 0)
      .if_true(wrong.find("race") != std::string::npos, races + " (" + wrong + ")")
      .if_true(wrong.find("out of bounds") != std::string::npos, outside + " (" + wrong + ")")
      .if_true(true, wrong);
}

}  // namespace gradus::testing
