// mistake: no-bias-correction
// region: optimizers/bias-correction
// message: the bias correction is missing
settings[1] = t / t;
settings[2] = 1;
