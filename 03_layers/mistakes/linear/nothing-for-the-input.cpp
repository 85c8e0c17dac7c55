// mistake: nothing-for-the-input
// region: linear/backward
// message: what stands before this layer never trains
const Tensor g = call.grad();
if (call.needs(1)) call.give(1, matmul(t(g), call.input(0)));
if (call.needs(2)) call.give(2, sum(g, {0}));
