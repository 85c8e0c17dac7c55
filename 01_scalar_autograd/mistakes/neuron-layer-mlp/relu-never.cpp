// mistake: relu-never
// region: neuron-layer-mlp/neuron
// message: the answer is negative: where is relu?
Scalar sum = bias;
for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * inputs[i];
return sum;
