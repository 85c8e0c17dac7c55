// mistake: set-to-zero
// region: gradient-clipping/value
// message: values beyond the limit became 0
if (std::abs(g) > most) g = 0;
