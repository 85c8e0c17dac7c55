// mistake: divides-by-h
// region: gradient-check/central-difference
// message: from x - h to x + h it is 2 h
  const double middle = x;
  x = middle + h;
  const double above = loss();
  x = middle - h;
  const double below = loss();
  x = middle;
  return (above - below) / h;
