// mistake: largest-value
// region: pooling/max
// message: that is the largest value; wanted is the value where
best[c] = start | wins(here[c], best[c]) ? here[c] : best[c];
out[c] = start | wins(value[c], out[c]) ? value[c] : out[c];
