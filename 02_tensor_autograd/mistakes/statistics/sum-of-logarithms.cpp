// mistake: sum-of-logarithms
// region: statistics/prod
// message: a sum of logarithms is not enough
  return exp(sum(log(x), {axis}, true));
