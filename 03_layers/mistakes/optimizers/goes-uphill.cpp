// mistake: goes-uphill
// region: optimizers/sgd
// message: it must go against the gradient
g += weight_decay * p;
velocity = momentum * velocity + share * g;
p += lr * (nesterov ? g + momentum * velocity : velocity);
