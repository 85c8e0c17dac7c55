// mistake: nothing-subtracted
// region: statistics/logsumexp
// from: 23
// message: no exponent should be above 0
  y = log(sum(exp(x), axes, true));
