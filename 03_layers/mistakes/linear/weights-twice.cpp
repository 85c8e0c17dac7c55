// mistake: weights-twice
// region: linear/backward
// from: 5
// message: the gradient of the weights is added twice
const Tensor g = call.grad();
if (call.needs(0)) call.give(0, matmul(g, call.input(1)));
for (int twice = 0; twice < 2; ++twice)
  if (call.needs(1)) call.give(1, matmul(t(g), call.input(0)));
if (call.needs(2)) call.give(2, sum(g, {0}));
