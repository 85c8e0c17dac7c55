// mistake: divides-by-zero
// region: gradient-clipping/coefficient
// message: a norm of 0 was divided by
return norm / norm * std::min(T(1), max_norm / (norm + T(1e-6)));
