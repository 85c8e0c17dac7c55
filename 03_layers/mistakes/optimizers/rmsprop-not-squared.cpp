// mistake: rmsprop-not-squared
// region: optimizers/rmsprop
// message: the gradient itself went into it, not its square
g += weight_decay * p;
square = alpha * square + (1 - alpha) * g;
T variance = square;
if (centered) {
  mean = alpha * mean + (1 - alpha) * g;
  variance = std::max(T(0), square - mean * mean);
}
velocity = momentum * velocity + g / (std::sqrt(std::abs(variance)) + epsilon);
p -= lr * velocity;
