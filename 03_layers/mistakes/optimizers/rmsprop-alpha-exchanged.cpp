// mistake: rmsprop-alpha-exchanged
// region: optimizers/rmsprop
// message: alpha and 1 - alpha are exchanged
g += weight_decay * p;
square = (1 - alpha) * square + alpha * g * g;
T variance = square;
if (centered) {
  mean = (1 - alpha) * mean + alpha * g;
  variance = std::max(T(0), square - mean * mean);
}
velocity = momentum * velocity + g / (std::sqrt(variance) + epsilon);
p -= lr * velocity;
