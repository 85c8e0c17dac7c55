// mistake: one-sided
// region: gradient-check/central-difference
// from: 14
// message: as of (L(x + h) - L(x)) / h
  const double middle = x, at = loss();
  x = middle + h;
  const double above = loss();
  x = middle;
  return (above - at) / h;
