// mistake: wrong-sign
// region: regularisation-and-normalisation/normalize-backward
// message: what flows through mean and variance is subtracted
times_y = scale * mean(g * y, axes, true);
shift = scale * mean(g, axes, true);
