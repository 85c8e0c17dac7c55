// mistake: variance-as-constant
// region: regularisation-and-normalisation/normalize-backward
// message: the way through the variance is missing
times_y = scale * 0.0;
shift = -(scale * mean(g, axes, true));
