// mistake: root-forgotten
// region: optimizers/bias-correction
// message: that for sqrt(v) is its root
result.m_scale = 1 / (1 - std::pow(beta1, t));
result.root_v_scale = 1 / (1 - std::pow(beta2, t));
