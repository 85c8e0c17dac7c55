// mistake: largest-value
// region: pooling/max
// message: that is the largest value; wanted is the value where
if (start) {
  best = here;
  chosen = value;
}
best = wins(here, best) ? here : best;
chosen = wins(value, chosen) ? value : chosen;
