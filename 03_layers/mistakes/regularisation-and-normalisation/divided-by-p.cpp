// mistake: divided-by-p
// region: regularisation-and-normalisation/mask
// message: divided by p, the part that goes
return to_uniform(bits) < p ? T(0) : T(1) / static_cast<T>(p);
