// mistake: nan-is-never-larger
// region: pooling/max
// message: pooling hid the NaN
if (start) {
  best = here;
  chosen = value;
}
const auto better = here > best;
best = better ? here : best;
chosen = better ? value : chosen;
