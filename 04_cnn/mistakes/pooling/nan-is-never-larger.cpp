// mistake: nan-is-never-larger
// region: pooling/max
// message: pooling hid the NaN
const bool better = start | (here[c] > best[c]);
best[c] = better ? here[c] : best[c];
out[c] = better ? value[c] : out[c];
