// mistake: weights-stay
// region: winograd/multiply
// message: all channels met the weights of the first
Vector right[VECTORS];
for (int v = 0; v < VECTORS; ++v)
  right[v] = *reinterpret_cast<const Vector*>(weight + v * kWidth);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] += from[p * plan.from_tile] * right[v];
