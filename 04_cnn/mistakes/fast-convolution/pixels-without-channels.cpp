// mistake: pixels-without-channels
// region: fast-convolution/tile
// message: output p read p numbers further
Vector weight[VECTORS];
for (int v = 0; v < VECTORS; ++v)
  weight[v] = *reinterpret_cast<const Vector*>(weights + v * kWidth);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] += from[p] * weight[v];
++from;
weights += VECTORS * kWidth;
