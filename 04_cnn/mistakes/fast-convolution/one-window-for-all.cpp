// mistake: one-window-for-all
// region: fast-convolution/tile
// message: all outputs of a tile read the window of the first
Vector weight[VECTORS];
for (int v = 0; v < VECTORS; ++v)
  weight[v] = *reinterpret_cast<const Vector*>(weights + v * kWidth);
for (int p = 0; p < PIXELS; ++p)
  for (int v = 0; v < VECTORS; ++v) total[p][v] += from[0] * weight[v];
++from;
weights += VECTORS * kWidth;
