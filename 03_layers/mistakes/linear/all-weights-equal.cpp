// mistake: all-weights-equal
// region: linear/reset
// from: 27
// message: all neurons would learn the same
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
fill_uniform(weight, bound, bound, RandomStream(seed, prefix + "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
