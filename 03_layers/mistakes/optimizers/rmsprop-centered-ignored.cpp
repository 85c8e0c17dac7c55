// mistake: rmsprop-centered-ignored
// region: optimizers/rmsprop
// message: the mean of the gradient was not taken away
g += weight_decay * p;
square = alpha * square + (1 - alpha) * g * g;
T variance = square;
if (centered) mean = alpha * mean + (1 - alpha) * g;
velocity = momentum * velocity + g / (std::sqrt(variance) + epsilon);
p -= lr * velocity;
