// mistake: largest-of-all
// region: statistics/logsumexp
// from: 23
// message: the largest of all elements was subtracted
  const Tensor largest = max(x.detach());
  const Tensor shift = where(isfinite(largest), largest, 0.0);
  y = log(sum(exp(x - shift), axes, true)) + shift;
