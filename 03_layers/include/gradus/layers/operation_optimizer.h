#pragma once
#include <gradus/layers/optimizer.h>
#include <gradus/tensor_autograd/operation.h>

#include <initializer_list>

namespace gradus::optim {

/// An optimizer whose step is one operation, called for each parameter that has a gradient. The
/// calls of a step run together, so that a device may do a whole group at once. Inputs of a call:
/// parameter, gradient, settings (float64: what changes from step to step, the learning rate
/// first), then what is remembered. Outputs: the parameter and what is remembered, in place.
///
/// The settings lie where the parameters lie, and are written there before the calls. So the calls
/// themselves are the same in every step, and can be recorded and replayed.
class OperationOptimizer : public Optimizer {
 public:
  /// prepare_step(), then run_step().
  void step() override;
  /// The host's part of a step: counts it, and writes the settings to where the parameters lie, by
  /// one copy, and none where they are what they were. Whoever replays a recorded step calls it
  /// before.
  void prepare_step();
  /// The device's part: the calls. To be recorded.
  void run_step();

 protected:
  /// @param operation what is called; it must outlive the optimizer
  /// @param settings how many numbers change from step to step
  OperationOptimizer(const Operation& operation, Index settings)
      : operation_(operation), width_(settings) {}

  /// Adds a group as Optimizer does, which all calls for its parameters get these attributes for.
  /// @throws Error when parameters lie on different devices
  /// @param parameters what it trains
  /// @param lr the learning rate
  /// @param attributes what stays the same from step to step
  void add_group(std::vector<Tensor> parameters, double lr, const Attributes& attributes);
  /// Writes the settings of the next step of parameter i.
  /// @param i its number
  /// @param group that of its group
  /// @param settings where to, as many as the constructor was told
  virtual void write_settings(std::size_t i, std::size_t group, double* settings) = 0;
  /// Arrays that stay where they are as long as the optimizer.
  using Remembered = InlineVector<const Array*, kMaxOutputs - 1>;
  /// What is remembered of parameter `i`, added to `state`.
  virtual void remembered(std::size_t i, Remembered& state) const = 0;

 private:
  struct Arrays {  // of one call
    InlineVector<const Array*, kMaxOutputs + 2> in;
    InlineVector<const Array*, kMaxOutputs> out;
  };

  const Operation& operation_;
  Index width_;
  std::vector<Attributes> attributes_;  // of each group
  std::vector<double> written_, next_;  // settings of all parameters: on the device, of this step
  Array settings_;                      // [parameters, width], on the device
  std::vector<Array> rows_;             // of it, one a parameter
  std::vector<Arrays> arrays_;          // likewise
  std::vector<KernelCall> calls_;
};

}  // namespace gradus::optim
