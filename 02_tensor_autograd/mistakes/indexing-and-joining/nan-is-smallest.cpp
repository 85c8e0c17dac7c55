// mistake: nan-is-smallest
// region: indexing-and-joining/comes-first
// message: NaN counts as larger than every number, not as smaller
  const bool a_is_nan = a != a, b_is_nan = b != b;
  const bool a_larger = a > b || (b_is_nan && !a_is_nan);
  const bool b_larger = b > a || (a_is_nan && !b_is_nan);
  if (a_larger == b_larger) return i < j;
  return a_larger == largest;
