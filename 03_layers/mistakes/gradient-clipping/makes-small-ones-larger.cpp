// mistake: makes-small-ones-larger
// region: gradient-clipping/coefficient
// message: gradients that are small enough stay as they are
return max_norm / (norm + T(1e-6));
