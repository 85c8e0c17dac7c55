#pragma once
#include <gradus/common/random.h>
#include <gradus/scalar_autograd/initial_weights.h>
#include <gradus/scalar_autograd/neuron.h>

#include <vector>

namespace gradus::scalar {

/// Neurons side by side, all looking at the same inputs.
/// @tparam Scalar as for Neuron
template <class Scalar>
struct Layer {
  std::vector<Neuron<Scalar>> neurons;  ///< as many as the layer has outputs

  Layer() = default;

  /// A layer with random weights and zero biases.
  /// @param inputs how many numbers each neuron looks at
  /// @param outputs the number of neurons
  /// @param random where the weights come from
  /// @param is_linear whether the neurons answer without relu
  Layer(int inputs, int outputs, const RandomStream& random, bool is_linear) {
    const std::vector<double> weights = initial_weights(inputs, outputs, random);
    for (auto from = weights.begin(); from != weights.end(); from += inputs)
      neurons.push_back({std::vector<Scalar>(from, from + inputs), Scalar(0.0), is_linear});
  }

  /// Each neuron's answer to the inputs.
  std::vector<Scalar> operator()(const std::vector<Scalar>& inputs) const {
    std::vector<Scalar> outputs;
    outputs.reserve(neurons.size());
    for (const Neuron<Scalar>& neuron : neurons) outputs.push_back(neuron(inputs));
    return outputs;
  }

  /// The same layer computing with other numbers (see Mlp::map).
  template <class Make>
  auto map(Make make) const {
    using Other = decltype(make(neurons[0].bias));
    Layer<Other> result;
    for (const Neuron<Scalar>& neuron : neurons) {
      Neuron<Other> other{{}, make(neuron.bias), neuron.is_linear};
      for (const Scalar& weight : neuron.weights) other.weights.push_back(make(weight));
      result.neurons.push_back(std::move(other));
    }
    return result;
  }
};

}  // namespace gradus::scalar
