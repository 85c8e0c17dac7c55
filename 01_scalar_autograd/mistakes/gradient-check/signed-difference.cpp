// mistake: signed-difference
// region: gradient-check/relative-error
// message: the difference's size, without its sign
return (a - b) / std::max({1e-3, std::abs(a), std::abs(b)});
