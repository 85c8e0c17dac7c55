// mistake: statistics-as-constants
// region: normalisation/gradient
// message: mean and variance were taken as constants
(void)by_weight, (void)by_bias, (void)count;
dx[at] = weight * inverse * u;
