// mistake: top-k-like-top-1
// region: measuring/top-k
// message: only the best guess was looked at
for (Index i = 0; i < best.size(0); ++i) found += guessed(i, 0) == right(i);
