#pragma once
#include <gradus/layers/operation_optimizer.h>

namespace gradus {

/// The settings of ops::rmsprop_step that stay the same from step to step.
struct RmspropAttributes {
  double alpha = 0.99, epsilon = 1e-8, momentum = 0, weight_decay = 0;  ///< as in RMSpropOptions
  bool centered = false;                                                ///< likewise
};

namespace ops {
/// One step of RMSprop, in place. Inputs: parameter, gradient, settings ([1], float64: learning
/// rate), memory ([k, parameter's shape]: the running mean of the squared gradient; that of the
/// gradient where centered; the velocity where there is momentum). Outputs: parameter, memory.
extern Operation rmsprop_step;
}  // namespace ops

namespace optim {

/// The settings of RMSprop.
struct RMSpropOptions {
  double lr = 0.01;         ///< the learning rate
  double alpha = 0.99;      ///< memory of the running means
  double epsilon = 1e-8;    ///< keeps the division finite
  double weight_decay = 0;  ///< L2 regularisation
  double momentum = 0;      ///< as SGD's, of the divided gradient
  bool centered = false;    ///< divide by the standard deviation, not by the root mean square
};

/// Each gradient divided by its running root mean square: square = alpha square + (1 - alpha) g^2,
/// p -= lr g / (sqrt(square) + epsilon).
/// Source: Tieleman, Hinton: "Lecture 6.5: rmsprop" (2012); `centered`: Graves 2013, section 4.2.
class RMSprop : public OperationOptimizer {
 public:
  /// @throws Error for settings that make no sense
  /// @param parameters what it trains
  /// @param options its settings
  explicit RMSprop(std::vector<Tensor> parameters, const RMSpropOptions& options = {});
  /// Trains further parameters, with settings of their own. As the constructor.
  /// @param parameters what is new
  /// @param options their settings
  void add_param_group(std::vector<Tensor> parameters, const RMSpropOptions& options);
  std::map<std::string, Tensor> state_dict() override;

 protected:
  void write_settings(std::size_t i, std::size_t group, double* settings) override;
  void remembered(std::size_t i, Remembered& state) const override;

 private:
  std::vector<RMSpropOptions> options_;  // of each group
  std::vector<Tensor> memory_;           // of each parameter
};

}  // namespace optim
}  // namespace gradus
