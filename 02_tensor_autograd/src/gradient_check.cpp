#include "gradient_check.h"

#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <cmath>

namespace gradus {
namespace {

Tensor random_upstream(const Shape& shape, std::uint64_t seed) {
  const RandomStream random(seed, "upstream gradient");
  std::vector<double> values(static_cast<std::size_t>(numel(shape)));
  // exercise: gradient-check/upstream
  //| Fill `values`: each element needs a gradient of its own, positive or negative. random.normal(i) is the i-th of a
  //| row of independent normal numbers.
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = random.normal(i);
  // end exercise
  return Tensor::of(values, shape, float64);
}

// dL/dx by central differences; loss() computes L with whatever stands in `x`.
double central_difference(const std::function<double()>& loss, double& x) {
  const double h = 6e-6 * std::max(1.0, std::abs(x));
  // exercise: gradient-check/central-difference
  //| Call loss() with `x` a little larger and with `x` a little smaller, as the formula in the header has it. Leave `x`
  //| exactly as you found it: (x + h) - h need not be x.
  const double middle = x;
  x = middle + h;
  const double above = loss();
  x = middle - h;
  const double below = loss();
  x = middle;
  return (above - below) / (2 * h);
  // end exercise
}

bool agree(double analytic, double numeric, double tolerance) {
  // exercise: gradient-check/agree
  //| Whether the two differ by at most `tolerance` times the largest of 1, |analytic| and |numeric|. What is NaN agrees
  //| with nothing, not even with NaN: think of what a comparison with NaN gives, and of std::max.
  const double difference = std::abs(analytic - numeric);
  return difference <= tolerance * std::max({1.0, std::abs(analytic), std::abs(numeric)});
  // end exercise
}

}  // namespace

GradientReport check_gradients(const TensorFunction& f, const std::vector<Tensor>& inputs,
                               const GradientCheckOptions& options) {
  std::vector<Tensor> constants, leaves;
  for (const Tensor& input : inputs) {
    constants.push_back(own_copy(input));
    leaves.push_back(constants.back().detach().requires_grad(true));
  }
  Tensor upstream;
  std::vector<Tensor> analytic;
  {
    const GradMode on(true);
    const Tensor result = f(leaves);
    upstream = random_upstream(result.shape(), options.seed);
    analytic = grad_or_zeros(result, leaves, upstream);
  }

  const NoGrad off;
  const auto loss = [&] { return sum(f(constants) * upstream).item(); };
  GradientReport report;
  const auto compare = [&](std::size_t input, const Dims& index) {
    double& x = View<double>(constants[input].array()).at(index);
    const double gradient = View<double>(analytic[input].array()).at(index);
    const double difference = central_difference(loss, x);
    ++report.checked;
    if (!agree(gradient, difference, options.tolerance))
      report.errors.push_back({static_cast<int>(input), index, gradient, difference});
  };
  // exercise: gradient-check/every-element
  //| Call compare(input, index) for every element of every input. unravel(i, shape) gives the index of the i-th element.
  for (std::size_t input = 0; input < inputs.size(); ++input)
    for (Index i = 0; i < inputs[input].numel(); ++i)
      compare(input, unravel(i, inputs[input].shape()));
  // end exercise
  return report;
}

}  // namespace gradus
