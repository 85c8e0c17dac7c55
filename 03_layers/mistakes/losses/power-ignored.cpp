// mistake: power-ignored
// region: losses/multi-margin
// message: p makes no difference; it is the power of each term
const Tensor over = relu(scores - right + margin);
losses = (sum(over, {1}) - margin) / classes;
