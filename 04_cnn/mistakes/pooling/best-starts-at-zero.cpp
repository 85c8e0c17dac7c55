// mistake: best-starts-at-zero
// region: pooling/max
// message: the best so far begins at 0
if (start) best[c] = out[c] = T(0);
if (wins(here[c], best[c])) {
  best[c] = here[c];
  out[c] = value[c];
}
