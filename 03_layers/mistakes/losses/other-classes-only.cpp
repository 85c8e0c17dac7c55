// mistake: other-classes-only
// region: losses/multi-margin
// message: PyTorch divides by all classes, the right one included
const Tensor over = relu(scores - right + margin);
const Tensor powers = p == 1 ? over : over * over;
losses = (sum(powers, {1}) - (p == 1 ? margin : margin * margin)) / (classes - 1);
