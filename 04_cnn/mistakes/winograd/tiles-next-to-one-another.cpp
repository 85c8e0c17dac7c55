// mistake: tiles-next-to-one-another
// region: winograd/multiply
// message: the second tile read what lies next
Vector right[VECTORS];
for (int v = 0; v < VECTORS; ++v, weight += kWidth)
  right[v] = *reinterpret_cast<const Vector*>(weight);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] += from[p] * right[v];
