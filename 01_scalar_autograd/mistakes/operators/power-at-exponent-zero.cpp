// mistake: power-at-exponent-zero
// region: operators/power
// message: b a^(b-1) can be 0 times infinity
const double value = std::pow(a, b);
return {value, b * std::pow(a, b - 1), a == 0 && b >= 0 ? 0 : value * std::log(a)};
