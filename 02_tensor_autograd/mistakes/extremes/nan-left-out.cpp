// mistake: nan-left-out
// region: extremes/first-of
// message: NaNs are left out, as by nanmax
  if (a != a) return b;
  return Order{}(b, a) ? b : a;
