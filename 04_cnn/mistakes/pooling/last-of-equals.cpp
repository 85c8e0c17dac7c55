// mistake: last-of-equals
// region: pooling/max
// message: an equal pixel took the place of the first
if (start) {
  best = here;
  chosen = value;
}
const auto better = wins(here, best) | (here == best);
best = better ? here : best;
chosen = better ? value : chosen;
