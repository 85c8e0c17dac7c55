// mistake: nan-passed-over
// region: extremes/first-of
// from: 14
// message: a NaN on the right was passed over
  return Order{}(b, a) ? b : a;
