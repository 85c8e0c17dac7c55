// mistake: never-negative
// region: neuron-layer-mlp/initial-weights
// message: no weight is negative
random.fill_uniform(weights, 0, std::sqrt(6.0 / inputs));
