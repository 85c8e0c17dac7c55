// mistake: nesterov-ignored
// region: optimizers/sgd
// message: this is momentum without Nesterov's look ahead
g += weight_decay * p;
velocity = momentum * velocity + share * g;
p -= lr * velocity;
