// mistake: mean-as-constant
// region: regularisation-and-normalisation/normalize-backward
// message: the way through the mean is missing
times_y = -(scale * mean(g * y, axes, true));
shift = scale * 0.0;
