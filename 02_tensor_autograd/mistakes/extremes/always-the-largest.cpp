// mistake: always-the-largest
// region: extremes/first-of
// message: min gives the largest
  return b > a || b != b ? b : a;
