// mistake: normal-numbers
// region: linear/reset
// from: 27
// message: they must be uniform, not normal
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
fill_normal(weight, 0, bound, RandomStream(seed, prefix + "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
