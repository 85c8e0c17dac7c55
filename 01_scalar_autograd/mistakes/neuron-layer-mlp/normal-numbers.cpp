// mistake: normal-numbers
// region: neuron-layer-mlp/initial-weights
// from: 27
// message: as normal numbers do
random.fill_normal(weights, 0, std::sqrt(2.0 / inputs));
