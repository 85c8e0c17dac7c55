// mistake: keeps-p
// region: regularisation-and-normalisation/mask
// message: p was taken for the part that stays
return to_uniform(bits) < p ? T(1) / (T(1) - static_cast<T>(p)) : T(0);
