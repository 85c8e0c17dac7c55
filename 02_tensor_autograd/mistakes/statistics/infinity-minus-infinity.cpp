// mistake: infinity-minus-infinity
// region: statistics/logsumexp
// message: subtract 0 where the largest is not finite
  const Tensor largest = max(x.detach(), axes, true);
  y = log(sum(exp(x - largest), axes, true)) + largest;
