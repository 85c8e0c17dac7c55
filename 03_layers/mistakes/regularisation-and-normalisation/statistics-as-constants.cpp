// mistake: statistics-as-constants
// region: regularisation-and-normalisation/normalize-backward
// message: mean and variance were taken for constants
times_y = scale * 0.0;
shift = scale * 0.0;
