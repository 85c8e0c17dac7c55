// mistake: largest-ignored
// region: indexing-and-joining/comes-first
// message: though `largest` is false
  const bool a_is_nan = a != a, b_is_nan = b != b;
  if (a > b || (a_is_nan && !b_is_nan)) return true;
  if (b > a || (b_is_nan && !a_is_nan)) return false;
  return i < j;
