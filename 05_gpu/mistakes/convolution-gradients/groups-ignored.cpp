// mistake: groups-ignored
// region: convolution-gradients/gather
// message: groups were ignored
const int own = c % w.channels;
for (int y = 0; y < w.kernel[0]; ++y)
  for (int x = 0; x < w.kernel[1]; ++x) {
    int row = 0, column = 0;
    if (!reach.go(0, at.row, y, g.rows, row) || !reach.go(1, at.column, x, g.columns, column))
      continue;
    for (int f = 0; f < w.groups * w.filters; ++f)
      total += weight.data[f * weight.n + own * weight.channel + y * weight.row + x * weight.column] *
               g.data[at.n * g.n + f * g.channel + row * g.row + column * g.column];
  }
