#pragma once
#include <gradus/scalar_autograd/operators.h>

#include <vector>

namespace gradus::scalar {

/// A neuron: relu(w . x + b), or w . x + b alone where it is linear.
/// @tparam Scalar what it computes with: Value to learn; double to predict only, with no graph
template <class Scalar>
struct Neuron {
  std::vector<Scalar> weights;  ///< w
  Scalar bias;                  ///< b
  bool is_linear = false;       ///< whether it answers without relu

  /// The neuron's answer to as many inputs as it has weights.
  Scalar operator()(const std::vector<Scalar>& inputs) const {
    // exercise: neuron-layer-mlp/neuron
    //| Return the neuron's answer: the weighted sum of the inputs, plus the bias, through relu
    //| unless the neuron is linear.
    Scalar sum = bias;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * inputs[i];
    return is_linear ? sum : relu(sum);
    // end exercise
  }
};

}  // namespace gradus::scalar
