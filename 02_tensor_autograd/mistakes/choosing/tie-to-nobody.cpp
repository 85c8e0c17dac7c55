// mistake: tie-to-nobody
// region: choosing/maximum
// message: nobody got the gradient of the tie
  for (int i = 0; i < 2; ++i)
    if (call.needs(i)) call.give(i, where(lost[1 - i], g, 0.0));
