#include <gradus/common/error.h>
#include <gradus/common/text.h>
#include <gradus/layers/optimizer.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::optim {

namespace {

std::string rate_name(std::size_t group) { return "group." + std::to_string(group) + ".lr"; }

}  // namespace

Optimizer::Optimizer(std::vector<Tensor> parameters, double lr) {
  add_group(std::move(parameters), lr);
}

void Optimizer::add_group(std::vector<Tensor> parameters, double lr) {
  if (parameters.empty()) fail("optimizer: there are no parameters to train");
  std::vector<Tensor> all = parameters_;
  for (const Tensor& parameter : parameters) {
    if (!parameter.requires_grad())
      fail("optimizer: parameter ", all.size(), " ", parameter.shape(),
           " requires no gradient; call requires_grad(true) on it before");
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].node() == parameter.node())
        fail("optimizer: parameter ", all.size(), " ", parameter.shape(), " is parameter ", i,
             " again; each step would change it twice");
    all.push_back(parameter);
  }
  parameters_ = std::move(all);
  groups_.push_back({std::move(parameters), lr});
}

void Optimizer::set_lr(double lr) {
  for (ParamGroup& group : groups_) group.lr = lr;
}

void Optimizer::set_lr(std::size_t group, double lr) {
  if (group >= groups_.size())
    fail("set_lr: there are ", groups_.size(), " groups, and none of number ", group);
  groups_[group].lr = lr;
}

void Optimizer::zero_grad() {
  // exercise: training-loop/zero-grad
  //| set_grad(Tensor()) forgets what a parameter has collected.
  for (Tensor& parameter : parameters_) parameter.set_grad(Tensor());
  // end exercise
}

std::map<std::string, Tensor> Optimizer::state_dict() {
  std::map<std::string, Tensor> state;
  for (std::size_t i = 0; i < groups_.size(); ++i)
    state[rate_name(i)] = Tensor(groups_[i].lr, float64);
  return state;
}

void Optimizer::check_state_dict(const std::map<std::string, Tensor>& state) {
  const std::map<std::string, Tensor> own = state_dict();
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end()) fail("optimizer: ", name, " is missing in the saved state");
    if (!(found->second.shape() == tensor.shape()))
      fail("optimizer: ", name, " is ", found->second.shape(), " in the saved state, here it is ",
           tensor.shape());
  }
  for (const auto& [name, tensor] : state)
    if (!own.contains(name))
      fail("optimizer: the saved state's ", printable(name), " is unknown here");
}

void Optimizer::load_state_dict(const std::map<std::string, Tensor>& state) {
  check_state_dict(state);
  std::map<std::string, Tensor> own = state_dict();
  for (const auto& [name, tensor] : own)
    run_into(ops::copy, {&to(state.at(name), tensor.device()).array()}, {&tensor.array()},
             CopyAttributes{tensor.dtype()});
  for (std::size_t i = 0; i < groups_.size(); ++i) groups_[i].lr = own.at(rate_name(i)).item();
}

Tensor Optimizer::zeros_like(std::size_t i) const {
  const Array& array = parameters_[i].array();
  const Tensor zero = number(0, array.dtype, array.device());
  const Layout spread = views::expand(zero.array().layout, array.shape());
  const Array repeated = zero.array().with(spread);
  Tensor result(run(ops::copy, {&array}, CopyAttributes{array.dtype}));  // the parameter's strides
  run_into(ops::copy, {&repeated}, {&result.array()}, CopyAttributes{array.dtype});
  return result;
}

}  // namespace gradus::optim
