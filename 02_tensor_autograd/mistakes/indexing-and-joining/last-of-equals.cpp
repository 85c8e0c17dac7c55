// mistake: last-of-equals
// region: indexing-and-joining/comes-first
// message: of equal elements the one that stands first comes first
  const bool a_is_nan = a != a, b_is_nan = b != b;
  const bool a_larger = a > b || (a_is_nan && !b_is_nan);
  const bool b_larger = b > a || (b_is_nan && !a_is_nan);
  if (a_larger == b_larger) return i > j;
  return a_larger == largest;
