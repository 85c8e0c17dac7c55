// mistake: rmsprop-no-momentum
// region: optimizers/rmsprop
// message: RMSprop's velocity has no effect
g += weight_decay * p;
square = alpha * square + (1 - alpha) * g * g;
T variance = square;
if (centered) {
  mean = alpha * mean + (1 - alpha) * g;
  variance = std::max(T(0), square - mean * mean);
}
velocity = g / (std::sqrt(variance) + epsilon);
p -= lr * velocity;
