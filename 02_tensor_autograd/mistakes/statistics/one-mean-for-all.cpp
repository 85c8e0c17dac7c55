// mistake: one-mean-for-all
// region: statistics/var
// message: the mean of all elements was subtracted
  return sum(square(x - mean(x)), axes, keepdim) / as_tensor(std::max(0.0, count - correction), x);
