// mistake: stays-moved
// region: gradient-check/central-difference
// message: an element stays where the last difference put it
  const double middle = x;
  x = middle + h;
  const double above = loss();
  x = middle - h;
  return (above - loss()) / (2 * h);
