// mistake: no-bias
// region: neuron-layer-mlp/neuron
// message: the bias is missing
Scalar sum = 0.0;
for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * inputs[i];
return is_linear ? sum : relu(sum);
