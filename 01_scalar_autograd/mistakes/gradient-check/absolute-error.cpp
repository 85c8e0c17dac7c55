// mistake: absolute-error
// region: gradient-check/relative-error
// message: divide by the larger of the two
return std::abs(a - b);
