// mistake: moved-back-by-h
// region: gradient-check/central-difference
// message: (x - h) + h is not exactly x
  x += h;
  const double above = loss();
  x -= 2 * h;
  const double below = loss();
  x += h;
  return (above - below) / (2 * h);
