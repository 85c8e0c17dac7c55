// mistake: unguarded-tail
// region: random-numbers/draw
// message: the last counter gave more numbers than there is room for
for (Index b = first; b * N < count; b += step) {
  make(stream.block(b), number);
  for (int k = 0; k < N; ++k) out[b * N + k] = number[k];
}
