// mistake: rmsprop-not-rooted
// region: optimizers/rmsprop
// message: the root of the mean square
g += weight_decay * p;
square = alpha * square + (1 - alpha) * g * g;
T variance = square;
if (centered) {
  mean = alpha * mean + (1 - alpha) * g;
  variance = std::max(T(0), square - mean * mean);
}
velocity = momentum * velocity + g / (variance + epsilon);
p -= lr * velocity;
