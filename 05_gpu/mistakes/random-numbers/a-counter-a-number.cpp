// mistake: a-counter-a-number
// region: random-numbers/draw
// message: each number has a counter of its own
for (Index i = first; i < count; i += step) {
  make(stream.block(i), number);
  out[i] = number[0];
}
