// mistake: best-starts-at-zero
// region: pooling/max
// message: the best so far begins at 0
if (start) best = chosen = V{};
const auto better = wins(here, best);
best = better ? here : best;
chosen = better ? value : chosen;
