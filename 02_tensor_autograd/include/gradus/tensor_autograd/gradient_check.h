#pragma once
#include <gradus/tensor_autograd/autograd.h>

#include <cstdint>
#include <functional>
#include <ostream>
#include <vector>

namespace gradus {

/// A function of tensors, to be differentiated.
using TensorFunction = std::function<Tensor(const std::vector<Tensor>&)>;

/// Settings of check_gradients.
struct GradientCheckOptions {
  double tolerance = 1e-6;  ///< the largest difference allowed, relative to max(1, |a|, |n|)
  std::uint64_t seed = 1;   ///< of the random upstream gradient
};

/// One partial derivative on which backward and the differences do not agree.
// [error]
struct GradientError {
  int input = 0;        ///< which of the inputs
  Dims index;           ///< which of its elements
  double analytic = 0;  ///< what backward says
  double numeric = 0;   ///< what differences say
};
// [error]

/// What a gradient check found.
struct GradientReport {
  Index checked = 0;                  ///< how many partial derivatives were compared
  std::vector<GradientError> errors;  ///< those that are wrong

  /// Whether all are right.
  /// Whether none is wrong.
  bool passed() const { return errors.empty(); }
};

/// Says how many are wrong, and the first ten of them, one a line.
std::ostream& operator<<(std::ostream& out, const GradientReport& report);

/// Compares backward with central differences, for every element of every input. The loss is
/// L = sum(u * f(inputs)), u random and normal; with x one element of an input,
///
///     dL/dx = (L(x + h) - L(x - h)) / 2h + O(h^2),   h = 6e-6 max(1, |x|).
///
/// What is NaN agrees with nothing.
/// @param f the function; called very often, and must give the same result for the same inputs
/// @param inputs float64, on the CPU. They keep their strides, so that layouts are checked, too;
/// their elements are not changed
/// @param options how close is close enough
/// @throws Error for inputs of another dtype
GradientReport check_gradients(const TensorFunction& f, const std::vector<Tensor>& inputs,
                               const GradientCheckOptions& options = {});

/// As grad(), with zeros for an input that `root` does not depend on.
/// `root`, `inputs`, `upstream` and `options` as there.
std::vector<Tensor> grad_or_zeros(const Tensor& root, const std::vector<Tensor>& inputs,
                                  const Tensor& upstream = {}, const BackwardOptions& options = {});

}  // namespace gradus
