#pragma once
// Random calls of operations, for the tests that walk through all of them.
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/tensor_autograd/tensor.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "draw_tensor.h"

namespace gradus::testing {

/// A call with random inputs, float64.
struct Sample {
  TensorFunction f;
  std::vector<Tensor> inputs;
  /// What bounds the rounding error of each element of the float32 result: the number of terms, and
  /// the sum of their sizes (left out: one term, of the size of the result), which counts as at
  /// least `least_size`.
  double terms = 1;
  TensorFunction sizes = {};
  double least_size = 0;
};
using Generator = Sample (*)(Draw& draw, int max_rank);

/// What a chapter says of its operations.
struct OperationLists {
  std::map<std::string, Generator> differentiable;        ///< every operation that has gradients
  std::map<std::string, std::string> not_differentiable;  ///< the others, and why they have none
  std::map<std::string, Generator> composites;  ///< views and others without a kernel of their own
};

/// Each chapter's own.
const OperationLists& operation_lists();

inline std::string describe(const std::vector<Tensor>& inputs) {
  std::ostringstream out;
  for (const Tensor& input : inputs)
    out << " " << input.shape() << " strides " << input.array().strides();
  return out.str();
}

}  // namespace gradus::testing
