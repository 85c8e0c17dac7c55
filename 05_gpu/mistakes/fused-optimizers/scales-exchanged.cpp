// mistake: scales-exchanged
// region: fused-optimizers/adam-settings
// message: m_scale and root_v_scale are exchanged
update.lr = static_cast<T>(settings[0]);
update.beta1 = static_cast<T>(fixed.beta1);
update.beta2 = static_cast<T>(fixed.beta2);
update.epsilon = static_cast<T>(fixed.epsilon);
update.weight_decay = static_cast<T>(fixed.weight_decay);
update.m_scale = static_cast<T>(settings[2]);
update.root_v_scale = static_cast<T>(settings[1]);
update.decoupled = fixed.decoupled;
