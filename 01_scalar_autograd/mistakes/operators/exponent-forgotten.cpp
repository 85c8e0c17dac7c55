// mistake: exponent-forgotten
// region: operators/power
// from: 13
// message: a^b moves with its exponent too
return {std::pow(a, b), b == 0 ? 0 : b * std::pow(a, b - 1), a < 0 ? std::nan("") : 0};
