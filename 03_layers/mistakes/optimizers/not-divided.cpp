// mistake: not-divided
// region: optimizers/adam
// message: the step is not divided by sqrt(v)
if (decoupled)
  p *= 1 - lr * weight_decay;
else
  g += weight_decay * p;
m = beta1 * m + (1 - beta1) * g;
v = beta2 * v + (1 - beta2) * g * g;
p -= lr * m_scale * m;
