#include <gradus/common/error.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/update_formulas.h>
#include <gradus/tensor_autograd/creation.h>

#include <cmath>

#include "update_loop.h"

namespace gradus {
namespace {

void infer_adam_step(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  infer_update(op, {inputs[0], inputs[1], inputs[3], inputs[4]}, {inputs[0], inputs[3], inputs[4]},
               outputs);
}

template <class T>
void adam_kernel(const KernelCall& call) {
  const auto& fixed = call.attributes.as<AdamAttributes>();
  const double* settings = call.in(2).data<double>();
  const formulas::AdamUpdate<T> update{
      static_cast<T>(settings[0]),        static_cast<T>(fixed.beta1),
      static_cast<T>(fixed.beta2),        static_cast<T>(fixed.epsilon),
      static_cast<T>(fixed.weight_decay), static_cast<T>(settings[1]),
      static_cast<T>(settings[2]),        fixed.decoupled};
  update_elements<T, 4>({&call.out(0), &call.in(1), &call.out(1), &call.out(2)}, update);
}

}  // namespace

namespace ops {
Operation adam_step("adam_step", infer_adam_step,
                    {{cpu, float32, "loop", adam_kernel<float>},
                     {cpu, float64, "loop", adam_kernel<double>}});
}

namespace optim {

Adam::Adam(std::vector<Tensor> parameters, const AdamOptions& options)
    : Adam(std::move(parameters), options, false) {}

Adam::Adam(std::vector<Tensor> parameters, const AdamOptions& options, bool decoupled)
    : OperationOptimizer(ops::adam_step, 3), decoupled_(decoupled) {
  add_param_group(std::move(parameters), options);
}

void Adam::add_param_group(std::vector<Tensor> parameters, const AdamOptions& options) {
  if (!(options.lr >= 0) || !(options.epsilon >= 0) || !(options.weight_decay >= 0))
    fail("Adam: lr, epsilon and weight_decay must not be negative: ", options.lr, ", ",
         options.epsilon, ", ", options.weight_decay);
  for (double beta : {options.beta1, options.beta2})
    if (!(beta >= 0 && beta < 1))
      fail("Adam: beta1 and beta2 must be from 0 to below 1, not ", beta);
  add_group(std::move(parameters), options.lr,
            AdamAttributes{options.beta1, options.beta2, options.epsilon, options.weight_decay,
                           decoupled_});
  options_.push_back(options);
  for (std::size_t i = m_.size(); i < this->parameters().size(); ++i) {
    steps_.push_back(zeros({}, float64));
    m_.push_back(zeros_like(i));
    v_.push_back(zeros_like(i));
  }
}

void Adam::write_settings(std::size_t i, std::size_t group, double* settings) {
  const AdamOptions& options = options_[group];
  const double t = *steps_[i].data<double>() += 1;
  const auto correction = formulas::adam_correction(options.beta1, options.beta2, t);
  settings[0] = param_groups()[group].lr;
  settings[1] = correction.m_scale;
  settings[2] = correction.root_v_scale;
}

void Adam::remembered(std::size_t i, Remembered& state) const {
  state.push_back(&m_[i].array());
  state.push_back(&v_[i].array());
}

std::map<std::string, Tensor> Adam::state_dict() {
  std::map<std::string, Tensor> state = Optimizer::state_dict();
  for (std::size_t i = 0; i < m_.size(); ++i) {
    state[std::to_string(i) + ".step"] = steps_[i];
    state[std::to_string(i) + ".exp_avg"] = m_[i];
    state[std::to_string(i) + ".exp_avg_sq"] = v_[i];
  }
  return state;
}

}  // namespace optim
}  // namespace gradus
