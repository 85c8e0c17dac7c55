// mistake: likelihood-not-loss
// region: losses/bce
// message: as the right answer becomes more likely: the sign is wrong
const Tensor m = relu(-logits.detach());
const Tensor rest = log(exp(-m) + exp(-logits - m));
yes = -(m + rest);
no = -(logits + m) - rest;
