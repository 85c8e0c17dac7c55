// mistake: exponential-overflows
// region: losses/bce
// from: 23
// message: e^1000 is infinite: no exponent may be positive
yes = log(1 + exp(-logits));
no = logits + yes;
