// mistake: l2-forgotten
// region: optimizers/sgd
// message: weight_decay * p is missing in the gradient
velocity = momentum * velocity + share * g;
p -= lr * (nesterov ? g + momentum * velocity : velocity);
