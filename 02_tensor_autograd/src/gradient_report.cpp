#include "gradient_check.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

#include <algorithm>
#include <set>

namespace gradus {
namespace {

// Whether two indices mean the same element.
bool overlaps(const Layout& layout) {
  std::set<Index> seen;
  for (Index i = 0; i < layout.numel(); ++i)
    if (!seen.insert(offset_of(unravel(i, layout.shape), layout.strides)).second) return true;
  return false;
}

}  // namespace

Tensor own_copy(const Tensor& x) {
  const Array& array = x.array();
  if (!(array.device() == cpu) || !(array.dtype == float64))
    fail("check_gradients: works on float64 on the CPU, not on ", array.dtype, " on ",
         array.device());
  if (overlaps(array.layout)) return Tensor(run(ops::copy, {&array}, CopyAttributes{array.dtype}));
  const std::size_t bytes = array.storage->bytes();
  Array copy = array;
  copy.storage = Storage::allocate(bytes, cpu);
  std::copy_n(array.storage->data(), bytes, copy.storage->data());
  return Tensor(copy);
}

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
