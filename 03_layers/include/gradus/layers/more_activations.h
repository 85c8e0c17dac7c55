#pragma once
#include <gradus/layers/module.h>

#include <string>

namespace gradus::nn {

/// x where it is positive, else slope x: no unit is ever silent for good. Gradient: g or slope g.
/// @param slope of the left half
Tensor leaky_relu(const Tensor& x, double slope = 0.01);

/// leaky_relu() as a module.
class LeakyReLU : public Module {
 public:
  /// @param slope of the left half
  explicit LeakyReLU(double slope = 0.01) : slope_(slope) {}
  Tensor forward(const Tensor& input) override;

 private:
  double slope_;
};

/// gelu() as a module.
class GELU : public Module {
 public:
  /// @param approximate "none" or "tanh"
  /// @throws Error for another name
  explicit GELU(std::string approximate = "none");
  Tensor forward(const Tensor& input) override;

 private:
  std::string approximate_;
};

/// 1 / (1 + e^-x), as a module.
class Sigmoid : public Module {
 public:
  Tensor forward(const Tensor& input) override;
};

/// tanh x, as a module.
class Tanh : public Module {
 public:
  Tensor forward(const Tensor& input) override;
};

/// softmax() as a module.
class Softmax : public Module {
 public:
  /// @param axis along which the scores of one sample lie
  explicit Softmax(Index axis = -1) : axis_(axis) {}
  Tensor forward(const Tensor& input) override;

 private:
  Index axis_;
};

/// log_softmax() as a module.
class LogSoftmax : public Module {
 public:
  /// @param axis along which the scores of one sample lie
  explicit LogSoftmax(Index axis = -1) : axis_(axis) {}
  Tensor forward(const Tensor& input) override;

 private:
  Index axis_;
};

}  // namespace gradus::nn
