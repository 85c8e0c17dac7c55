// mistake: shares-without-g
// region: choosing/maximum
// from: 3
// message: these are the shares, not the gradient
  const Tensor one = as_tensor(1.0, g);
  const Tensor share = where(eq(call.input(0), call.input(1)), one * 0.5, one);
  for (int i = 0; i < 2; ++i)
    if (call.needs(i)) call.give(i, where(lost[i], 0.0, share));
