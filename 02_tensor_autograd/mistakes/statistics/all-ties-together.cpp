// mistake: all-ties-together
// region: statistics/ties
// message: the ties of all rows were counted together
  const Tensor g = reshape(call.grad(), kept), y = reshape(call.output(), kept);
  const Tensor chosen = to(eq(x, y), x.dtype());
  call.give(0, chosen * (g / sum(chosen)));
