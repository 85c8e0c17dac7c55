#include <gradus/common/error.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/update_formulas.h>
#include <gradus/tensor_autograd/creation.h>

#include "update_loop.h"

namespace gradus {
namespace {

void infer_sgd_step(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  if (inputs.size() == 3)
    infer_update(op, {inputs[0], inputs[1]}, {inputs[0]}, outputs);
  else
    infer_update(op, {inputs[0], inputs[1], inputs[3]}, {inputs[0], inputs[3]}, outputs);
}

template <class T>
void sgd_kernel(const KernelCall& call) {
  const auto& fixed = call.attributes.as<SgdAttributes>();
  const double* settings = call.in(2).data<double>();
  const formulas::SgdUpdate<T> update{static_cast<T>(settings[0]), static_cast<T>(fixed.momentum),
                                      static_cast<T>(settings[1]),
                                      static_cast<T>(fixed.weight_decay), fixed.nesterov};
  if (call.inputs.size() == 3)
    update_elements<T, 2>({&call.out(0), &call.in(1)}, [update](T& p, T g) {
      T velocity = 0;
      update(p, g, velocity);
    });
  else
    update_elements<T, 3>({&call.out(0), &call.in(1), &call.out(1)}, update);
}

}  // namespace

namespace ops {
Operation sgd_step("sgd_step", infer_sgd_step,
                   {{cpu, float32, "loop", sgd_kernel<float>},
                    {cpu, float64, "loop", sgd_kernel<double>}});
}

namespace optim {

SGD::SGD(std::vector<Tensor> parameters, const SGDOptions& options)
    : OperationOptimizer(ops::sgd_step, 2) {
  add_param_group(std::move(parameters), options);
}

void SGD::add_param_group(std::vector<Tensor> parameters, const SGDOptions& options) {
  if (!(options.lr >= 0) || !(options.momentum >= 0) || !(options.weight_decay >= 0))
    fail("SGD: lr, momentum and weight_decay must not be negative: ", options.lr, ", ",
         options.momentum, ", ", options.weight_decay);
  if (options.nesterov && (options.momentum == 0 || options.dampening != 0))
    fail("SGD: nesterov needs momentum and no dampening");
  add_group(std::move(parameters), options.lr,
            SgdAttributes{options.momentum, options.weight_decay, options.nesterov});
  options_.push_back(options);
  for (std::size_t i = velocity_.size(); i < this->parameters().size(); ++i) {
    steps_.push_back(zeros({}, float64));
    velocity_.push_back(options.momentum > 0 ? zeros_like(i) : Tensor());
  }
}

void SGD::write_settings(std::size_t i, std::size_t group, double* settings) {
  const SGDOptions& options = options_[group];
  const bool first = (*steps_[i].data<double>())++ == 0;
  settings[0] = param_groups()[group].lr;
  settings[1] = first || options.momentum == 0 ? 1 : 1 - options.dampening;
}

void SGD::remembered(std::size_t i, Remembered& state) const {
  if (velocity_[i].defined()) state.push_back(&velocity_[i].array());
}

std::map<std::string, Tensor> SGD::state_dict() {
  std::map<std::string, Tensor> state = Optimizer::state_dict();
  for (std::size_t i = 0; i < velocity_.size(); ++i) {
    if (!velocity_[i].defined()) continue;
    state[std::to_string(i) + ".momentum"] = velocity_[i];
    state[std::to_string(i) + ".step"] = steps_[i];
  }
  return state;
}

}  // namespace optim
}  // namespace gradus
