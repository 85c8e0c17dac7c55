// mistake: wrong-way-round
// region: losses/multi-margin
// message: what exceeds the right score costs
const Tensor over = relu(right - scores + margin);
const Tensor powers = p == 1 ? over : over * over;
losses = (sum(powers, {1}) - (p == 1 ? margin : margin * margin)) / classes;
