// mistake: right-class-pays
// region: losses/multi-margin
// message: the right class is in the sum, too, with max(0, margin)
const Tensor over = relu(scores - right + margin);
losses = sum(p == 1 ? over : over * over, {1}) / classes;
