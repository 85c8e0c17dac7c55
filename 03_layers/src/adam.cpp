#include <gradus/common/error.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/update_formulas.h>
#include <gradus/tensor_autograd/creation.h>

#include <cmath>

#include "update_loop.h"

namespace gradus {
namespace {

void infer_adam_step(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  infer_update(op, {inputs[0], inputs[1], inputs[2], inputs[3]}, {inputs[0], inputs[2], inputs[3]},
               outputs);
}

template <class T>
void adam_kernel(const KernelCall& call) {
  const auto& fixed = call.attributes.as<AdamAttributes>();
  const double* settings = call.in(4).data<double>();
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
    : Optimizer(std::move(parameters), options.lr),
      attributes_{options.beta1, options.beta2, options.epsilon, options.weight_decay, decoupled},
      settings_(zeros({3}, float64)),
      steps_(zeros({}, float64)) {
  if (!(options.lr >= 0) || !(options.epsilon >= 0) || !(options.weight_decay >= 0))
    fail("Adam: lr, epsilon and weight_decay must not be negative: ", options.lr, ", ",
         options.epsilon, ", ", options.weight_decay);
  for (double beta : {options.beta1, options.beta2})
    if (!(beta >= 0 && beta < 1))
      fail("Adam: beta1 and beta2 must be from 0 to below 1, not ", beta);
  for (std::size_t i = 0; i < this->parameters().size(); ++i) {
    m_.push_back(zeros_like(i));
    v_.push_back(zeros_like(i));
  }
}

void Adam::step() {
  const double t = *steps_.data<double>() += 1;
  double* settings = settings_.data<double>();
  settings[0] = lr();
  // exercise: optimizers/bias-correction
  //| settings[1] and settings[2] undo that m and v began at 0: after t steps, m is the mean of the gradients times
  //| 1 - beta1^t, v that of their squares times 1 - beta2^t. They are the factors for m and for sqrt(v).
  settings[1] = 1 / (1 - std::pow(attributes_.beta1, t));
  settings[2] = 1 / std::sqrt(1 - std::pow(attributes_.beta2, t));
  // end exercise
  for (std::size_t i = 0; i < parameters().size(); ++i) {
    const Tensor grad = parameters()[i].grad();
    if (!grad.defined()) continue;
    const Array &p = parameters()[i].array(), &m = m_[i].array(), &v = v_[i].array();
    run_into(ops::adam_step, {&p, &grad.array(), &m, &v, &settings_.array()}, {&p, &m, &v},
             attributes_);
  }
}

std::map<std::string, Tensor> Adam::state_dict() {
  std::map<std::string, Tensor> state{{"step", steps_}};
  for (std::size_t i = 0; i < m_.size(); ++i) {
    state[std::to_string(i) + ".exp_avg"] = m_[i];
    state[std::to_string(i) + ".exp_avg_sq"] = v_[i];
  }
  return state;
}

}  // namespace optim
}  // namespace gradus
