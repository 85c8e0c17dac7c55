// mistake: upstream-forgotten
// region: statistics/ties
// message: the upstream gradient was forgotten
  const Tensor y = reshape(call.output(), kept);
  const Tensor chosen = to(eq(x, y), x.dtype());
  call.give(0, chosen / sum_to(chosen, kept));
