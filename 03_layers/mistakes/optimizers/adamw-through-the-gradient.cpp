// mistake: adamw-through-the-gradient
// region: optimizers/adam
// from: 24
// message: AdamW shrinks the parameter itself
g += weight_decay * p;
m = beta1 * m + (1 - beta1) * g;
v = beta2 * v + (1 - beta2) * g * g;
p -= lr * m_scale * m / (std::sqrt(v) * root_v_scale + epsilon);
