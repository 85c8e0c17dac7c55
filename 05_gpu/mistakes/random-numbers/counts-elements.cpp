// mistake: counts-elements
// region: random-numbers/draw
// message: counters were left out
for (Index b = first; b * N < count; b += step) {
  make(stream.block(b * N), number);
  for (int k = 0; k < N && b * N + k < count; ++k) out[b * N + k] = number[k];
}
