// mistake: top-k-counts-misses
// region: measuring/top-k
// message: these are the rows in which it is not among them
for (Index i = 0; i < best.size(0); ++i) {
  bool among = false;
  for (Index j = 0; j < k; ++j) among |= guessed(i, j) == right(i);
  found += !among;
}
