// mistake: no-bias-correction
// region: optimizers/bias-correction
// message: the bias correction is missing
result.m_scale = t / t;
result.root_v_scale = 1;
