#include <gradus/common/error.h>
#include <gradus/common/text.h>
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <set>
#include <typeinfo>

namespace gradus::nn {
namespace {

// "fc1" + "weight" -> "fc1.weight"; the network itself has no name.
std::string join(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

}  // namespace

Tensor Module::forward(const Tensor&) {
  fail("module: ", typeid(*this).name(), " has no forward; override forward(const Tensor&)");
}

std::vector<NamedModule> Module::named_modules() {
  std::vector<NamedModule> found;
  collect_modules("", found);
  return found;
}

void Module::collect_modules(const std::string& path, std::vector<NamedModule>& found) {
  // exercise: modules/collect
  //| Append this module under `path`, then all modules below it, each under the path that leads to it. Every entry of
  //| modules_ has a name and an item (the child); join(path, name) makes the child's path.
  found.push_back({path, this});
  for (const auto& child : modules_) child.item->collect_modules(join(path, child.name), found);
  // end exercise
}

std::vector<NamedTensor> Module::collect_tensors(std::vector<Entry<Tensor>> Module::*which) {
  std::vector<NamedTensor> found;
  std::set<const void*> seen;
  for (const NamedModule& part : named_modules())
    for (const auto& entry : part.module->*which)
      if (seen.insert(entry.item->array().storage.get()).second)
        found.push_back({join(part.path, entry.name), *entry.item});
  return found;
}

std::vector<NamedTensor> Module::named_parameters() {
  return collect_tensors(&Module::parameters_);
}
std::vector<NamedTensor> Module::named_buffers() { return collect_tensors(&Module::buffers_); }

std::vector<Tensor> Module::parameters() {
  std::vector<Tensor> result;
  for (NamedTensor& parameter : named_parameters()) result.push_back(std::move(parameter.tensor));
  return result;
}

Index Module::num_parameters() {
  Index count = 0;
  for (const Tensor& parameter : parameters()) count += parameter.numel();
  return count;
}

void Module::train(bool on) {
  // exercise: modules/train
  //| Everything below hears of it, too: named_modules() gives this module and all others.
  for (const NamedModule& part : named_modules()) part.module->training_ = on;
  // end exercise
}

void Module::zero_grad() {
  for (Tensor& parameter : parameters()) parameter.set_grad(Tensor());
}

void Module::reset_parameters(std::uint64_t seed) {
  for (const NamedModule& part : named_modules())
    part.module->reset_own_parameters(seed, part.path.empty() ? "" : part.path + ".");
}

void Module::reset_own_parameters(std::uint64_t, const std::string&) {}

void Module::to(DType dtype) {
  if (!info(dtype).is_floating_point)
    fail("to: a network computes in floating point, not in ", dtype);
  replace_tensors([dtype](const Tensor& tensor) {
    return info(tensor.dtype()).is_floating_point ? gradus::to(tensor, dtype) : tensor;
  });
}

void Module::to(Device device) {
  replace_tensors([device](const Tensor& tensor) { return gradus::to(tensor, device); });
}

void Module::replace_tensors(const std::function<Tensor(const Tensor&)>& other) {
  const NoGrad off;
  const auto replace = [&](Tensor& tensor) {
    const Tensor now = other(tensor);
    if (now.is(tensor)) return;
    const bool trained = tensor.requires_grad();
    tensor = now;
    tensor.requires_grad(trained);
  };
  for (const NamedModule& part : named_modules()) {
    for (auto& entry : part.module->parameters_) replace(*entry.item);
    for (auto& entry : part.module->buffers_) replace(*entry.item);
  }
}

StateDict Module::state_dict() {
  StateDict state;
  for (const auto& list : {named_parameters(), named_buffers()})
    for (const NamedTensor& entry : list) state[entry.name] = entry.tensor.detach();
  return state;
}

void Module::check_state_dict(const StateDict& state) {
  const StateDict own = state_dict();
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end()) fail("load_state_dict: ", name, " ", tensor.shape(), " is missing");
    if (!(found->second.shape() == tensor.shape()))
      fail("load_state_dict: ", name, " is ", found->second.shape(), ", the network has ",
           tensor.shape());
  }
  for (const auto& [name, tensor] : state)
    if (!own.contains(name)) fail("load_state_dict: the network has no ", printable(name));
}

void Module::load_state_dict(const StateDict& state) {
  check_state_dict(state);
  StateDict own = state_dict();
  for (const auto& [name, tensor] : own) {
    const Tensor given = gradus::to(state.at(name), tensor.device());
    const Array &from = given.array(), &to = tensor.array();
    // exercise: modules/load
    //| Copy the numbers from `from` to `to`, which is the parameter's (or buffer's) own memory:
    //| run_into(operation, {inputs}, {outputs}, settings) with ops::copy and CopyAttributes{dtype of the result}.
    run_into(ops::copy, {&from}, {&to}, CopyAttributes{to.dtype});
    // end exercise
  }
}

void Module::check_name(const std::string& name) const {
  if (name.empty() || name.find('.') != std::string::npos)
    fail("module: '", name, "' is no name for a part: it must not be empty nor contain a dot");
  const auto taken = [&name](const auto& entry) { return entry.name == name; };
  if (std::any_of(parameters_.begin(), parameters_.end(), taken) ||
      std::any_of(buffers_.begin(), buffers_.end(), taken) ||
      std::any_of(modules_.begin(), modules_.end(), taken))
    fail("module: the name '", name, "' is taken already");
}

Tensor& Module::register_parameter(const std::string& name, const Tensor& initial) {
  check_name(name);
  parameters_.push_back({name, std::make_unique<Tensor>(initial)});
  return parameters_.back().item->requires_grad(true);
}

Tensor& Module::register_buffer(const std::string& name, const Tensor& initial) {
  check_name(name);
  buffers_.push_back({name, std::make_unique<Tensor>(initial)});
  return *buffers_.back().item;
}

void Module::own(const std::string& name, std::unique_ptr<Module> module) {
  check_name(name);
  modules_.push_back({name, std::move(module)});
}

}  // namespace gradus::nn
