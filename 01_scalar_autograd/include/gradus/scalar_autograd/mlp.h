#pragma once
#include <gradus/scalar_autograd/layer.h>

#include <vector>

namespace gradus::scalar {

/// A multi-layer perceptron: layers one after the other, all with relu but the last, which is
/// linear so that a score can have either sign.
/// @tparam Scalar as for Neuron
template <class Scalar>
struct Mlp {
  std::vector<Layer<Scalar>> layers;

  /// A network with random weights and zero biases.
  /// @param sizes the number of inputs, then of each layer's neurons: {2, 16, 16, 1}
  /// @param seed equal seeds make equal networks
  /// @throws Error if there are fewer than two sizes, or one is not positive
  Mlp(const std::vector<int>& sizes, std::uint64_t seed) {
    if (sizes.size() < 2) fail("Mlp: needs the number of inputs and of at least one layer");
    for (const int size : sizes)
      if (size < 1) fail("Mlp: a layer needs at least one neuron, not ", size);
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      const RandomStream random(seed, "layer " + std::to_string(i));
      layers.emplace_back(sizes[i - 1], sizes[i], random, i + 1 == sizes.size());
    }
  }

  explicit Mlp(std::vector<Layer<Scalar>> of) : layers(std::move(of)) {}

  /// The last layer's answers.
  /// @throws Error if there are not as many inputs as the first layer takes
  std::vector<Scalar> operator()(const std::vector<double>& inputs) const {
    const std::size_t expected = layers.front().neurons.front().weights.size();
    if (inputs.size() != expected) fail("Mlp: takes ", expected, " inputs, got ", inputs.size());
    std::vector<Scalar> x(inputs.begin(), inputs.end());
    for (const Layer<Scalar>& layer : layers) x = layer(x);
    return x;
  }

  /// All that it learns: layer by layer, neuron by neuron, the weights and then the bias. The
  /// handles share their nodes with the network.
  std::vector<Scalar> parameters() const {
    std::vector<Scalar> result;
    // exercise: neuron-layer-mlp/parameters
    //| Collect every number that training may change into `result`, in the order given above.
    for (const Layer<Scalar>& layer : layers) {
      for (const Neuron<Scalar>& neuron : layer.neurons) {
        result.insert(result.end(), neuron.weights.begin(), neuron.weights.end());
        result.push_back(neuron.bias);
      }
    }
    // end exercise
    return result;
  }

  /// The same network computing with other numbers: `make` turns each parameter into its
  /// counterpart. `model.map([](const Value& v) { return v.data(); })` is a network of doubles.
  template <class Make>
  auto map(Make make) const {
    using Other = decltype(make(layers[0].neurons[0].bias));
    std::vector<Layer<Other>> others;
    for (const Layer<Scalar>& layer : layers) others.push_back(layer.map(make));
    return Mlp<Other>(std::move(others));
  }
};

}  // namespace gradus::scalar
