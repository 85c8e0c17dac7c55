// mistake: last-layer-left-out
// region: neuron-layer-mlp/parameters
// from: 22
// message: the last layer is missing
for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
  for (const Neuron<Scalar>& neuron : layers[i].neurons) {
    result.insert(result.end(), neuron.weights.begin(), neuron.weights.end());
    result.push_back(neuron.bias);
  }
}
