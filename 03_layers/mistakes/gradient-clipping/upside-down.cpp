// mistake: upside-down
// region: gradient-clipping/coefficient
// message: numerator and denominator are exchanged
return std::max(T(1), norm / (max_norm + T(1e-6)));
