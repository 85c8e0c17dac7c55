// mistake: biased
// region: statistics/var
// from: 25
// message: that is divided by n
  return mean(square(x - mean(x, axes, true)), axes, keepdim);
