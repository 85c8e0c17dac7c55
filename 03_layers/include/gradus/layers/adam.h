#pragma once
#include <gradus/layers/operation_optimizer.h>

#include <cstdint>

namespace gradus {

/// The settings of ops::adam_step that stay the same from step to step.
struct AdamAttributes {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;  ///< as in AdamOptions
  bool decoupled = false;                                               ///< AdamW's weight decay
};

namespace ops {
/// One step of Adam or AdamW, in place. Inputs: parameter, gradient, settings ([3], float64:
/// learning rate, 1 / (1 - beta1^t), 1 / sqrt(1 - beta2^t)), m, v. Outputs: parameter, m, v.
extern Operation adam_step;
}  // namespace ops

namespace optim {

/// The settings of Adam and AdamW.
struct AdamOptions {
  double lr = 1e-3;         ///< the learning rate
  double beta1 = 0.9;       ///< memory of the running mean of the gradient
  double beta2 = 0.999;     ///< memory of the running mean of its square
  double epsilon = 1e-8;    ///< keeps the division finite
  double weight_decay = 0;  ///< Adam: L2 regularisation; AdamW: decoupled from the gradient
};

/// Adam: each parameter moves by its own gradient's mean divided by its root mean square.
/// Source: Kingma, Ba: "Adam: a method for stochastic optimization" (2015).
class Adam : public OperationOptimizer {
 public:
  /// @throws Error for settings that make no sense
  /// @param parameters what it trains
  /// @param options its settings
  explicit Adam(std::vector<Tensor> parameters, const AdamOptions& options = {});
  /// Trains further parameters, with settings of their own. As the constructor.
  /// @param parameters what is new
  /// @param options their settings
  void add_param_group(std::vector<Tensor> parameters, const AdamOptions& options);
  std::map<std::string, Tensor> state_dict() override;

 protected:
  Adam(std::vector<Tensor> parameters, const AdamOptions& options, bool decoupled);
  void write_settings(std::size_t i, std::size_t group, double* settings) override;
  void remembered(std::size_t i, Remembered& state) const override;

 private:
  bool decoupled_;
  std::vector<AdamOptions> options_;   // of each group
  std::vector<Tensor> steps_, m_, v_;  // of each parameter
};

/// Adam with weight decay that does not pass through the running means.
/// Source: Loshchilov, Hutter: "Decoupled weight decay regularization" (2019).
class AdamW : public Adam {
 public:
  /// The default weight decay is PyTorch's.
  /// @param parameters what it trains
  /// @param options its settings
  explicit AdamW(std::vector<Tensor> parameters,
                 const AdamOptions& options = {.weight_decay = 0.01})
      : Adam(std::move(parameters), options, true) {}
};

}  // namespace optim
}  // namespace gradus
