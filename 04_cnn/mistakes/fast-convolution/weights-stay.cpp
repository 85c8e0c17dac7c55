// mistake: weights-stay
// region: fast-convolution/tile
// message: all numbers met the first weight
Vector weight[VECTORS];
for (int v = 0; v < VECTORS; ++v)
  weight[v] = *reinterpret_cast<const Vector*>(weights + v * kWidth);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] += from[p * pixel] * weight[v];
++from;
