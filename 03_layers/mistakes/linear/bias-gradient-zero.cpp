// mistake: bias-gradient-zero
// region: linear/backward
// from: 21
// message: the gradient of the bias is 0
const Tensor g = call.grad();
if (call.needs(0)) call.give(0, matmul(g, call.input(1)));
if (call.needs(1)) call.give(1, matmul(t(g), call.input(0)));
if (call.needs(2)) call.give(2, sum(g, {0}) * 0.0);
