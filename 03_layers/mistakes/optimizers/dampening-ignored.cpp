// mistake: dampening-ignored
// region: optimizers/sgd
// message: dampening has no effect
g += weight_decay * p;
velocity = momentum * velocity + g;
p -= lr * (nesterov ? g + momentum * velocity : velocity);
