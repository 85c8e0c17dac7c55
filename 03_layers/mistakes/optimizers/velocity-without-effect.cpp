// mistake: velocity-without-effect
// region: optimizers/sgd
// message: the velocity has no effect
g += weight_decay * p;
velocity = momentum * velocity + share * g;
p -= lr * (nesterov ? g + momentum * velocity : g);
