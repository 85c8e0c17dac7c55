// mistake: seed-forgotten
// region: linear/reset
// message: the seed must make a difference
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
fill_uniform(weight, -bound, bound, RandomStream(seed * 0, prefix + "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed * 0, prefix + "bias"));
