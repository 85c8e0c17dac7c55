// mistake: one-running-sum
// region: reductions/sum-block
// message: all the ones were lost in one running sum
  T total = 0;
  for (Index i = 0; i < count; ++i) total += x[i * stride];
  return total;
