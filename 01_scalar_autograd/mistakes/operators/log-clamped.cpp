// mistake: log-clamped
// region: operators/log
// from: 13
// message: are you limiting the operand?
const double limited = std::min(std::max(a, 1e-300), 1.0);
return {std::log(limited), 1 / a};
