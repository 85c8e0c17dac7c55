// mistake: top-k-exactly-k-th
// region: measuring/top-k
// message: only the k-th guess was looked at
for (Index i = 0; i < best.size(0); ++i) found += guessed(i, k - 1) == right(i);
