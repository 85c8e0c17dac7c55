// mistake: tie-to-both
// region: choosing/maximum
// message: maximum(x, x) would have slope 2
  for (int i = 0; i < 2; ++i)
    if (call.needs(i)) call.give(i, where(lost[i], 0.0, g));
