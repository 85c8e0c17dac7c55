// mistake: first-step-is-zero
// region: optimizers/bias-correction
// message: is the first step number 0?
  settings[1] = 1 / (1 - std::pow(attributes_.beta1, t - 1));
  settings[2] = 1 / std::sqrt(1 - std::pow(attributes_.beta2, t - 1));
