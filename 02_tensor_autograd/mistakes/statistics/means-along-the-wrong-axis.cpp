// mistake: means-along-the-wrong-axis
// region: statistics/var
// message: the means were subtracted from the columns
  const Tensor distance = x - mean(x, axes);
  return sum(square(distance), axes, keepdim) / as_tensor(std::max(0.0, count - correction), x);
