#pragma once
#include <gradus/tensor_autograd/tensor.h>

#include <map>
#include <string>
#include <vector>

/// What changes the parameters of a network so that its loss falls.
namespace gradus::optim {

/// Parameters that are trained with the same settings.
struct ParamGroup {
  std::vector<Tensor> parameters;  ///< what is trained
  double lr = 0;                   ///< the learning rate: how far one step goes
};

/// Base of all optimizers. One step reads the gradients that backward left in the parameters and
/// changes the parameters in place.
class Optimizer {
 public:
  /// @throws Error without parameters, when one of them requires no gradient, or comes twice
  /// @param parameters what it trains
  /// @param lr the learning rate
  Optimizer(std::vector<Tensor> parameters, double lr);
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Changes every parameter that has a gradient. The others stay, and so does what is remembered
  /// of them.
  virtual void step() = 0;
  /// Forgets all gradients, so that the next backward begins with none.
  void zero_grad();

  /// The groups, in the order in which they were added. The constructor makes the first one.
  const std::vector<ParamGroup>& param_groups() const { return groups_; }
  /// The learning rate of the first group.
  double lr() const { return groups_[0].lr; }
  /// Changes that of all groups.
  void set_lr(double lr);
  /// Changes that of one group.
  void set_lr(std::size_t group, double lr);
  /// All parameters, group after group.
  const std::vector<Tensor>& parameters() const { return parameters_; }

  /// What changes from step to step, for saving: the learning rate of each group ("group.0.lr"),
  /// and what is remembered of each parameter ("0.momentum": that of parameter 0), which shares
  /// memory with the optimizer's.
  virtual std::map<std::string, Tensor> state_dict();
  /// Checks that load_state_dict would take `state`. @throws Error as it does
  virtual void check_state_dict(const std::map<std::string, Tensor>& state);
  /// Takes such a state over. @throws Error when it does not fit; then nothing has changed
  virtual void load_state_dict(const std::map<std::string, Tensor>& state);

 protected:
  Optimizer() = default;
  /// Adds a group, with the checks of the constructor.
  void add_group(std::vector<Tensor> parameters, double lr);
  /// Zeros that look like parameter i: a buffer of the optimizer for it.
  Tensor zeros_like(std::size_t i) const;
  /// Calls body(i, group, parameter, gradient) for each parameter i that has a gradient.
  template <class Body>
  void for_each_gradient(const Body& body) const {
    for (std::size_t group = 0, i = 0; group < groups_.size(); ++group)
      for (const Tensor& parameter : groups_[group].parameters) {
        const Tensor gradient = parameter.grad();
        if (gradient.defined()) body(i, group, parameter.array(), gradient.array());
        ++i;
      }
  }

 private:
  std::vector<ParamGroup> groups_;
  std::vector<Tensor> parameters_;
};

}  // namespace gradus::optim
