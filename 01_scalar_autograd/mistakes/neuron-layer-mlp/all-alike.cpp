// mistake: all-alike
// region: neuron-layer-mlp/initial-weights
// from: 27
// message: neurons that start alike stay alike
const double bound = std::sqrt(6.0 / inputs);
for (double& weight : weights) weight = bound * (2 * random.uniform64(0) - 1);
