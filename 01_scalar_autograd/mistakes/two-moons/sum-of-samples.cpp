// mistake: sum-of-samples
// region: two-moons/hinge-loss
// message: this is the sum over the samples, not the mean
Scalar sum = 0.0;
for (std::size_t i = 0; i < scores.size(); ++i) sum += relu(1 - labels[i] * scores[i]);
return sum;
