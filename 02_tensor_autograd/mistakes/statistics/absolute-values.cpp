// mistake: absolute-values
// region: statistics/prod
// message: the sign was lost
  return exp(sum(log(abs(x)), {axis}, true));
