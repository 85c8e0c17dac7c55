// mistake: one-tile-for-all
// region: winograd/multiply
// message: all tiles were given the pixels of the first
Vector right[VECTORS];
for (int v = 0; v < VECTORS; ++v, weight += kWidth)
  right[v] = *reinterpret_cast<const Vector*>(weight);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] += *from * right[v];
