// mistake: yes-is-no
// region: losses/bce
// message: are exchanged: a large logit says yes
const Tensor m = relu(-logits.detach());
const Tensor rest = log(exp(-m) + exp(-logits - m));
no = m + rest;
yes = (logits + m) + rest;
