#include <gradus/common/random.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/math.h>

#include <string>

namespace gradus {
namespace {

Tensor normal(const Shape& shape, std::uint64_t seed, const std::string& name) {
  std::vector<double> values(static_cast<std::size_t>(numel(shape)));
  RandomStream(seed, name).fill_normal(values);
  return Tensor::of(values, shape, float64);
}

// The tensors themselves where they require gradients, else leaves with the same elements.
std::vector<Tensor> as_leaves(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> leaves;
  for (const Tensor& tensor : tensors)
    leaves.push_back(tensor.requires_grad() ? tensor : tensor.detach().requires_grad(true));
  return leaves;
}

}  // namespace

GradientReport check_second_derivatives(const TensorFunction& f, const std::vector<Tensor>& inputs,
                                        const GradientCheckOptions& options) {
  std::vector<Tensor> all = inputs;
  {
    const NoGrad off;
    all.push_back(normal(f(inputs).shape(), options.seed, "upstream gradient, first pass"));
  }
  // The inner product of all gradients with random directions depends on every second derivative.
  const auto gradients_along_directions = [&](const std::vector<Tensor>& x) {
    std::vector<Tensor> leaves = as_leaves(x);
    const Tensor upstream = leaves.back();
    leaves.pop_back();
    const std::vector<Tensor> gradients = differentiable_gradients(f, leaves, upstream);
    Tensor total = zeros({}, float64);
    for (std::size_t i = 0; i < gradients.size(); ++i)
      total = total + sum(gradients[i] * normal(gradients[i].shape(), options.seed,
                                                "direction " + std::to_string(i)));
    return total;
  };
  return check_gradients(gradients_along_directions, all, options);
}

}  // namespace gradus
