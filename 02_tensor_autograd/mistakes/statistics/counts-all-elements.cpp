// mistake: counts-all-elements
// region: statistics/var
// message: n is the number of elements of one row
  const Tensor distance = x - mean(x, axes, true);
  return sum(square(distance), axes, keepdim) /
         as_tensor(static_cast<double>(x.numel()) - correction, x);
