// mistake: only-the-last-channel
// region: winograd/multiply
// message: only the last channel is left
Vector right[VECTORS];
for (int v = 0; v < VECTORS; ++v, weight += kWidth)
  right[v] = *reinterpret_cast<const Vector*>(weight);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] = from[p * plan.from_tile] * right[v];
