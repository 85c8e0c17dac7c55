// mistake: relu-always
// region: neuron-layer-mlp/neuron
// message: a linear neuron's answer goes through no relu
Scalar sum = bias;
for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * inputs[i];
return relu(sum);
