// mistake: not-added-again
// region: statistics/logsumexp
// message: the largest element was not added again
  const Tensor largest = max(x.detach(), axes, true);
  y = log(sum(exp(x - where(isfinite(largest), largest, 0.0)), axes, true));
