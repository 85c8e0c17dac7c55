// mistake: turned-round
// region: indexing-and-joining/comes-first
// message: all is turned round, also the order of equal elements
  const bool a_is_nan = a != a, b_is_nan = b != b;
  const bool a_larger = a > b || (a_is_nan && !b_is_nan);
  const bool b_larger = b > a || (b_is_nan && !a_is_nan);
  const bool order_of_largest = a_larger || (!b_larger && i < j);
  return largest ? order_of_largest : !order_of_largest;
