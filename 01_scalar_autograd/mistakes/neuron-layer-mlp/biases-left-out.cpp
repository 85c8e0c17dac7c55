// mistake: biases-left-out
// region: neuron-layer-mlp/parameters
// from: 21
// message: the 33 biases are missing
for (const Layer<Scalar>& layer : layers)
  for (const Neuron<Scalar>& neuron : layer.neurons)
    result.insert(result.end(), neuron.weights.begin(), neuron.weights.end());
