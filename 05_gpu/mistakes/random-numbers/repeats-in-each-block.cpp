// mistake: repeats-in-each-block
// region: random-numbers/draw
// message: the numbers repeat from block to block of threads
for (Index b = first; b * N < count; b += step) {
  make(stream.block(b % blockDim.x), number);
  for (int k = 0; k < N && b * N + k < count; ++k) out[b * N + k] = number[k];
}
