// mistake: nan-overwritten
// region: extremes/first-of
// message: a NaN on the left was lost
  return Order{}(a, b) ? a : b;
