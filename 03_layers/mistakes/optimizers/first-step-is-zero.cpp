// mistake: first-step-is-zero
// region: optimizers/bias-correction
// message: is the first step number 0?
  result.m_scale = 1 / (1 - std::pow(beta1, t - 1));
  result.root_v_scale = 1 / std::sqrt(1 - std::pow(beta2, t - 1));
