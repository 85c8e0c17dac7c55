// mistake: only-m-corrected
// region: optimizers/bias-correction
// message: sqrt(v) is not corrected for its start at 0
result.m_scale = 1 / (1 - std::pow(beta1, t));
result.root_v_scale = 1;
