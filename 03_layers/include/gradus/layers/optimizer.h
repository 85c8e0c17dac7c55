#pragma once
#include <gradus/tensor_autograd/tensor.h>

#include <map>
#include <string>
#include <vector>

/// What changes the parameters of a network so that its loss falls.
namespace gradus::optim {

/// Base of all optimizers. One step reads the gradients that backward left in the parameters and
/// changes the parameters in place.
class Optimizer {
 public:
  /// @throws Error without parameters, or when one of them requires no gradient
  /// @param parameters what it trains
  /// @param lr the learning rate
  Optimizer(std::vector<Tensor> parameters, double lr);
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Changes every parameter that has a gradient.
  virtual void step() = 0;
  /// Forgets all gradients, so that the next backward begins with none.
  void zero_grad();

  /// The learning rate: how far one step goes.
  double lr() const { return lr_; }
  /// Changes it.
  void set_lr(double lr) { lr_ = lr; }
  const std::vector<Tensor>& parameters() const { return parameters_; }

  /// What the optimizer remembers from step to step ("0.momentum": that of parameter 0), for
  /// saving. The tensors share memory with the optimizer's.
  virtual std::map<std::string, Tensor> state_dict() { return {}; }
  /// Takes such a state over. @throws Error when it does not fit the parameters
  virtual void load_state_dict(const std::map<std::string, Tensor>& state);

 protected:
  /// Zeros that look like parameter i: a buffer of the optimizer for it.
  Tensor zeros_like(std::size_t i) const;

 private:
  std::vector<Tensor> parameters_;
  double lr_;
};

}  // namespace gradus::optim
