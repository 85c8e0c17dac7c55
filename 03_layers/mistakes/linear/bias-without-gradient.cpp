// mistake: bias-without-gradient
// region: linear/backward
// from: 21
// message: the bias got no gradient at all
const Tensor g = call.grad();
if (call.needs(0)) call.give(0, matmul(g, call.input(1)));
if (call.needs(1)) call.give(1, matmul(t(g), call.input(0)));
