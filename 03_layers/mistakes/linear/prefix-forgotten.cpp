// mistake: prefix-forgotten
// region: linear/reset
// message: does the stream's name contain the prefix
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
fill_uniform(weight, -bound, bound, RandomStream(seed, "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
