// mistake: loser-gets-it
// region: choosing/maximum
// message: the loser was paid
  const Tensor share = where(eq(call.input(0), call.input(1)), g * 0.5, g);
  for (int i = 0; i < 2; ++i)
    if (call.needs(i)) call.give(i, where(lost[1 - i], 0.0, share));
