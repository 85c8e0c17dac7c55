// mistake: nan-ignored
// region: indexing-and-joining/comes-first
// from: 14
// message: so NaN needs an answer of its own
  if (a == b) return i < j;
  return largest ? a > b : a < b;
