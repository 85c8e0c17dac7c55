// mistake: zeros-not-written
// region: im2col/windows
// from: 35
// message: the scratch memory holds what was there before
const Index x = line % sizes.kernel[1], y = line / sizes.kernel[1] % sizes.kernel[0],
            c = line / sizes.kernel[1] / sizes.kernel[0];
for (Index row = 0; row < sizes.out[0]; ++row)
  for (Index column = 0; column < sizes.out[1]; ++column) {
    const Index from_row = sizes.source(0, row, y), from_column = sizes.source(1, column, x);
    if (from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 && from_column < sizes.in[1])
      to[row * sizes.out[1] + column] = images(n, first + c, from_row, from_column);
  }
