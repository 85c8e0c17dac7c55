// mistake: power-at-base-zero
// region: operators/power
// message: a^b ln a can be 0 times minus infinity
const double value = std::pow(a, b);
return {value, b == 0 ? 0 : b * std::pow(a, b - 1), value * std::log(a)};
