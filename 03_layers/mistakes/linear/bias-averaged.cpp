// mistake: bias-averaged
// region: linear/backward
// from: 4
// message: sum the upstream gradient over the rows, do not average
const Tensor g = call.grad();
if (call.needs(0)) call.give(0, matmul(g, call.input(1)));
if (call.needs(1)) call.give(1, matmul(t(g), call.input(0)));
if (call.needs(2)) call.give(2, mean(g, {0}));
