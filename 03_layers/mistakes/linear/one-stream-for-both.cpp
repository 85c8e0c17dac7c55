// mistake: one-stream-for-both
// region: linear/reset
// message: give each its own stream
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
fill_uniform(weight, -bound, bound, RandomStream(seed, prefix + "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "weight"));
