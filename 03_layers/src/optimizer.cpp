#include <gradus/common/error.h>
#include <gradus/layers/optimizer.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus::optim {

Optimizer::Optimizer(std::vector<Tensor> parameters, double lr)
    : parameters_(std::move(parameters)), lr_(lr) {
  if (parameters_.empty()) fail("optimizer: there are no parameters to train");
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (!parameters_[i].requires_grad())
      fail("optimizer: parameter ", i, " ", parameters_[i].shape(), " requires no gradient");
}

void Optimizer::zero_grad() {
  // exercise: training-loop/zero-grad
  //| set_grad(Tensor()) forgets what a parameter has collected.
  for (Tensor& parameter : parameters_) parameter.set_grad(Tensor());
  // end exercise
}

void Optimizer::load_state_dict(const std::map<std::string, Tensor>& state) {
  std::map<std::string, Tensor> own = state_dict();
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end()) fail("optimizer: ", name, " is missing in the saved state");
    if (!(found->second.shape() == tensor.shape()))
      fail("optimizer: ", name, " is ", found->second.shape(), " in the saved state, here it is ",
           tensor.shape());
  }
  for (const auto& [name, tensor] : state)
    if (!own.contains(name)) fail("optimizer: the saved state's ", name, " is unknown here");
  for (const auto& [name, tensor] : own)
    run_into(ops::copy, {&state.at(name).array()}, {&tensor.array()},
             CopyAttributes{tensor.dtype()});
}

Tensor Optimizer::zeros_like(std::size_t i) const {
  const Array& array = parameters_[i].array();
  const Tensor zero(0.0, array.dtype);
  const Layout spread = views::expand(zero.array().layout, array.shape());
  const Array repeated = zero.array().with(spread);
  Tensor result(run(ops::copy, {&array}, CopyAttributes{array.dtype}));  // the parameter's strides
  run_into(ops::copy, {&repeated}, {&result.array()}, CopyAttributes{array.dtype});
  return result;
}

}  // namespace gradus::optim
