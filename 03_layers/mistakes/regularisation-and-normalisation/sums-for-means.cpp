// mistake: sums-for-means
// region: regularisation-and-normalisation/normalize-backward
// message: sums stand where means belong
times_y = -(scale * sum(g * y, axes, true));
shift = -(scale * sum(g, axes, true));
