// mistake: nesterov-whole-velocity
// region: optimizers/sgd
// message: not gradient + velocity
g += weight_decay * p;
velocity = momentum * velocity + share * g;
p -= lr * (nesterov ? g + velocity : velocity);
