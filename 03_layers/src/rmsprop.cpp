#include <gradus/common/error.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/update_formulas.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/view_ops.h>

#include "update_loop.h"

namespace gradus {
namespace {

// Part i of the memory: it looks like the parameter.
Array part(const Array& memory, Index i) { return memory.with(views::select(memory.layout, 0, i)); }

// How many there are.
Index parts(bool centered, double momentum) {
  return 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0);
}

void infer_rmsprop_step(const Operation& op, Inputs inputs, const Attributes&,
                        OutputSpecs& outputs) {
  const Array& memory = *inputs[3];
  const Array square = part(memory, 0);
  infer_update(op, {inputs[0], inputs[1], &square}, {inputs[0], &memory}, outputs);
}

template <class T>
void rmsprop_kernel(const KernelCall& call) {
  const auto& fixed = call.attributes.as<RmspropAttributes>();
  const formulas::RmspropUpdate<T> update{static_cast<T>(*call.in(2).data<double>()),
                                          static_cast<T>(fixed.alpha),
                                          static_cast<T>(fixed.epsilon),
                                          static_cast<T>(fixed.momentum),
                                          static_cast<T>(fixed.weight_decay),
                                          fixed.centered};
  const Array &p = call.out(0), &g = call.in(1), &memory = call.out(1);
  const Array square = part(memory, 0);
  const bool centered = fixed.centered, moving = fixed.momentum > 0;
  const Array mean = part(memory, centered ? 1 : 0);
  const Array velocity = part(memory, parts(centered, fixed.momentum) - 1);
  if (centered && moving)
    update_elements<T, 5>({&p, &g, &square, &mean, &velocity}, update);
  else if (centered)
    update_elements<T, 4>({&p, &g, &square, &mean}, [update](T& to, T from, T& s, T& m) {
      T no_velocity = 0;
      update(to, from, s, m, no_velocity);
    });
  else if (moving)
    update_elements<T, 4>({&p, &g, &square, &velocity}, [update](T& to, T from, T& s, T& v) {
      T no_mean = 0;
      update(to, from, s, no_mean, v);
    });
  else
    update_elements<T, 3>({&p, &g, &square}, [update](T& to, T from, T& s) {
      T no_mean = 0, no_velocity = 0;
      update(to, from, s, no_mean, no_velocity);
    });
}

}  // namespace

namespace ops {
Operation rmsprop_step("rmsprop_step", infer_rmsprop_step,
                       {{cpu, float32, "loop", rmsprop_kernel<float>},
                        {cpu, float64, "loop", rmsprop_kernel<double>}});
}

namespace optim {

RMSprop::RMSprop(std::vector<Tensor> parameters, const RMSpropOptions& options)
    : OperationOptimizer(ops::rmsprop_step, 1) {
  add_param_group(std::move(parameters), options);
}

void RMSprop::add_param_group(std::vector<Tensor> parameters, const RMSpropOptions& options) {
  if (!(options.lr >= 0) || !(options.epsilon >= 0) || !(options.weight_decay >= 0) ||
      !(options.momentum >= 0))
    fail("RMSprop: lr, epsilon, weight_decay and momentum must not be negative: ", options.lr, ", ",
         options.epsilon, ", ", options.weight_decay, ", ", options.momentum);
  if (!(options.alpha >= 0 && options.alpha < 1))
    fail("RMSprop: alpha must be from 0 to below 1, not ", options.alpha);
  add_group(std::move(parameters), options.lr,
            RmspropAttributes{options.alpha, options.epsilon, options.momentum,
                              options.weight_decay, options.centered});
  options_.push_back(options);
  const Index count = parts(options.centered, options.momentum);
  for (std::size_t i = memory_.size(); i < this->parameters().size(); ++i) {
    const Tensor& parameter = this->parameters()[i];
    Shape shape{count};
    for (Index size : parameter.shape()) shape.push_back(size);
    memory_.push_back(to(zeros(shape, parameter.dtype()), parameter.device()));
  }
}

void RMSprop::write_settings(std::size_t, std::size_t group, double* settings) {
  settings[0] = param_groups()[group].lr;
}

void RMSprop::remembered(std::size_t i, Remembered& state) const {
  state.push_back(&memory_[i].array());
}

std::map<std::string, Tensor> RMSprop::state_dict() {
  std::map<std::string, Tensor> state = Optimizer::state_dict();
  std::size_t i = 0;
  for (std::size_t group = 0; group < options_.size(); ++group) {
    const bool centered = options_[group].centered, moving = options_[group].momentum > 0;
    for (std::size_t k = 0; k < param_groups()[group].parameters.size(); ++k, ++i) {
      const std::string number = std::to_string(i);
      state[number + ".square_avg"] = select(memory_[i], 0, 0);
      if (centered) state[number + ".grad_avg"] = select(memory_[i], 0, 1);
      if (moving) state[number + ".momentum"] = select(memory_[i], 0, centered ? 2 : 1);
    }
  }
  return state;
}

}  // namespace optim
}  // namespace gradus
