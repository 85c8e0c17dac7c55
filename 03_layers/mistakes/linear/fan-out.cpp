// mistake: fan-out
// region: linear/reset
// from: 27
// message: but `in` numbers are summed up in each output
const double bound = 1 / std::sqrt(static_cast<double>(weight.size(0)));
fill_uniform(weight, -bound, bound, RandomStream(seed, prefix + "weight"));
if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
