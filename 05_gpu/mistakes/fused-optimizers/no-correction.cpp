// mistake: no-correction
// region: fused-optimizers/adam-settings
// message: the corrections of the first steps are missing
update.lr = static_cast<T>(settings[0]);
update.beta1 = static_cast<T>(fixed.beta1);
update.beta2 = static_cast<T>(fixed.beta2);
update.epsilon = static_cast<T>(fixed.epsilon);
update.weight_decay = static_cast<T>(fixed.weight_decay);
update.m_scale = 1;
update.root_v_scale = 1;
update.decoupled = fixed.decoupled;
