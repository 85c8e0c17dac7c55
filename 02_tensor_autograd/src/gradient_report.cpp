#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/gradient_check.h>

#include <algorithm>

namespace gradus {

std::vector<Tensor> grad_or_zeros(const Tensor& root, const std::vector<Tensor>& inputs,
                                  const Tensor& upstream, const BackwardOptions& options) {
  std::vector<Tensor> result(inputs.size());
  if (root.requires_grad()) result = grad(root, inputs, upstream, options);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!result[i].defined()) result[i] = zeros(inputs[i].shape(), inputs[i].dtype());
  return result;
}

std::ostream& operator<<(std::ostream& out, const GradientReport& report) {
  constexpr std::size_t kShown = 10;
  out << report.errors.size() << " of " << report.checked << " partial derivatives are wrong";
  for (std::size_t i = 0; i < std::min(kShown, report.errors.size()); ++i) {
    const GradientError& error = report.errors[i];
    out << "\n  input " << error.input << ", element " << error.index << ": backward says "
        << error.analytic << ", differences say " << error.numeric;
  }
  if (report.errors.size() > kShown) out << "\n  ...";
  return out;
}

}  // namespace gradus
