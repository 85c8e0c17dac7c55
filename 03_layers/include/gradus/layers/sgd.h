#pragma once
#include <gradus/layers/operation_optimizer.h>

namespace gradus {

/// The settings of ops::sgd_step that stay the same from step to step.
struct SgdAttributes {
  double momentum = 0, weight_decay = 0;  ///< as in SGDOptions
  bool nesterov = false;                  ///< likewise
};

namespace ops {
/// One step of gradient descent, in place. Inputs: parameter, gradient, settings ([2], float64:
/// learning rate, how much of the gradient goes into the velocity), velocity where there is
/// momentum. Outputs: parameter, velocity. What changes from step to step comes in as a tensor, so
/// that a recorded step can be replayed.
extern Operation sgd_step;
}  // namespace ops

namespace optim {

/// The settings of SGD.
struct SGDOptions {
  double lr = 0.01;         ///< the learning rate
  double momentum = 0;      ///< how much of the last velocity stays; 0: none is kept
  double dampening = 0;     ///< how much of the gradient is left out of the velocity
  double weight_decay = 0;  ///< L2 regularisation
  bool nesterov = false;    ///< look ahead along the velocity
};

/// Stochastic gradient descent: velocity = momentum velocity + (1 - dampening) (g + weight_decay
/// p), p -= lr velocity. A parameter's first velocity is its first gradient, without dampening.
class SGD : public OperationOptimizer {
 public:
  /// @throws Error for settings that make no sense
  /// @param parameters what it trains
  /// @param options its settings
  explicit SGD(std::vector<Tensor> parameters, const SGDOptions& options = {});
  /// Trains further parameters, with settings of their own. As the constructor.
  /// @param parameters what is new
  /// @param options their settings
  void add_param_group(std::vector<Tensor> parameters, const SGDOptions& options);
  std::map<std::string, Tensor> state_dict() override;

 protected:
  void write_settings(std::size_t i, std::size_t group, double* settings) override;
  void remembered(std::size_t i, Remembered& state) const override;

 private:
  std::vector<SGDOptions> options_;       // of each group
  std::vector<Tensor> steps_, velocity_;  // of each parameter
};

}  // namespace optim
}  // namespace gradus
