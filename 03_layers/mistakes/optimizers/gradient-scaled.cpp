// mistake: gradient-scaled
// region: optimizers/sgd
// message: the gradient was scaled by 1 - momentum
g += weight_decay * p;
velocity = momentum * velocity + (1 - momentum) * share * g;
p -= lr * (nesterov ? g + momentum * velocity : velocity);
