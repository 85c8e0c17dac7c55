// mistake: last-of-equals
// region: pooling/max
// message: an equal pixel took the place of the first
const bool better = start | wins(here[c], best[c]) | (here[c] == best[c]);
best[c] = better ? here[c] : best[c];
out[c] = better ? value[c] : out[c];
