// mistake: square-of-the-mean
// region: statistics/var
// message: what is left of their difference is rounding
  const Tensor difference = mean(square(x), axes, keepdim) - square(mean(x, axes, keepdim));
  return difference * (count / std::max(0.0, count - correction));
