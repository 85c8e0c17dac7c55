// mistake: root-forgotten
// region: optimizers/bias-correction
// message: that for sqrt(v) is its root
settings[1] = 1 / (1 - std::pow(attributes_.beta1, t));
settings[2] = 1 / (1 - std::pow(attributes_.beta2, t));
