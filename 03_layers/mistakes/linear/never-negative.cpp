// mistake: never-negative
// region: linear/reset
// from: 27
// message: none is negative
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
fill_uniform(weight, 0, bound, RandomStream(seed, prefix + "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
