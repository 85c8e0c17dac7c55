// mistake: always-unbiased
// region: statistics/var
// from: 25
// message: the correction was not asked
  const Tensor distance = x - mean(x, axes, true);
  return sum(square(distance), axes, keepdim) / as_tensor(count - 1, x);
