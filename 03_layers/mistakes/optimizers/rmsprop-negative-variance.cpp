// mistake: rmsprop-negative-variance
// region: optimizers/rmsprop
// message: rounding took square - mean^2 below 0
g += weight_decay * p;
square = alpha * square + (1 - alpha) * g * g;
T variance = square;
if (centered) {
  mean = alpha * mean + (1 - alpha) * g;
  variance = square - mean * mean;
}
velocity = momentum * velocity + g / (std::sqrt(variance) + epsilon);
p -= lr * velocity;
