// mistake: adam-without-l2
// region: optimizers/adam
// from: 24
// message: Adam's weight decay must be added to the gradient
if (decoupled) p *= 1 - lr * weight_decay;
m = beta1 * m + (1 - beta1) * g;
v = beta2 * v + (1 - beta2) * g * g;
p -= lr * m_scale * m / (std::sqrt(v) * root_v_scale + epsilon);
