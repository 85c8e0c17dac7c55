// mistake: not-scaled
// region: regularisation-and-normalisation/mask
// from: 26
// message: what stays must grow, so that the mean stays
return to_uniform(bits) < p ? T(0) : T(1);
