#pragma once
#include <gradus/layers/module.h>

namespace gradus::nn {

/// max(x, 0), as a module.
class ReLU : public Module {
 public:
  Tensor forward(const Tensor& input) override;
};

/// Joins all axes but the first: [N, 1, 28, 28] -> [N, 784].
class Flatten : public Module {
 public:
  Tensor forward(const Tensor& input) override;
};

}  // namespace gradus::nn
