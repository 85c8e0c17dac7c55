// mistake: axes-stay-away
// region: statistics/ties
// from: 9
// message: the axes that went are missing
  const Tensor g = call.grad(), y = call.output();
  const Tensor chosen = to(eq(x, y), x.dtype());
  call.give(0, chosen * (g / sum_to(chosen, kept)));
