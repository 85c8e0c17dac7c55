// mistake: log-of-sigmoid
// region: losses/bce
// from: 23
// message: and a logarithm of 0 was taken: never form the probability
const Tensor s = sigmoid(logits);
yes = -log(s);
no = -log(1 - s);
