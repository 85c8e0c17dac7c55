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
  const formulas::SgdUpdate<T> update{static_cast<T>(*call.in(2).data<double>()),
                                      static_cast<T>(fixed.momentum),
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
    : Optimizer(std::move(parameters), options.lr),
      attributes_{options.momentum, options.weight_decay, options.nesterov},
      settings_(zeros({1}, float64)) {
  if (!(options.lr >= 0) || !(options.momentum >= 0) || !(options.weight_decay >= 0))
    fail("SGD: lr, momentum and weight_decay must not be negative: ", options.lr, ", ",
         options.momentum, ", ", options.weight_decay);
  if (options.nesterov && options.momentum == 0) fail("SGD: nesterov needs momentum");
  if (options.momentum > 0)
    for (std::size_t i = 0; i < this->parameters().size(); ++i) velocity_.push_back(zeros_like(i));
}

void SGD::step() {
  *settings_.data<double>() = lr();
  for (std::size_t i = 0; i < parameters().size(); ++i) {
    const Tensor grad = parameters()[i].grad();
    if (!grad.defined()) continue;
    const Array& p = parameters()[i].array();
    if (velocity_.empty())
      run_into(ops::sgd_step, {&p, &grad.array(), &settings_.array()}, {&p}, attributes_);
    else
      run_into(ops::sgd_step, {&p, &grad.array(), &settings_.array(), &velocity_[i].array()},
               {&p, &velocity_[i].array()}, attributes_);
  }
}

std::map<std::string, Tensor> SGD::state_dict() {
  std::map<std::string, Tensor> state;
  for (std::size_t i = 0; i < velocity_.size(); ++i)
    state[std::to_string(i) + ".momentum"] = velocity_[i];
  return state;
}

}  // namespace optim
}  // namespace gradus
