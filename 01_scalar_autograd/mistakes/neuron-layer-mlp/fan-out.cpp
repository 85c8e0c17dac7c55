// mistake: fan-out
// region: neuron-layer-mlp/initial-weights
// from: 27
// message: the bound follows the number of neurons
const double bound = std::sqrt(6.0 / outputs);
random.fill_uniform(weights, -bound, bound);
