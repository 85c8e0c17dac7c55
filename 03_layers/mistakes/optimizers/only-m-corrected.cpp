// mistake: only-m-corrected
// region: optimizers/bias-correction
// message: sqrt(v) is not corrected for its start at 0
settings[1] = 1 / (1 - std::pow(attributes_.beta1, t));
settings[2] = 1;
