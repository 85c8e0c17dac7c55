// mistake: nearest-pixel-outside
// region: im2col/windows
// message: the nearest pixel was written where there are zeros
const Index x = line % sizes.kernel[1], y = line / sizes.kernel[1] % sizes.kernel[0],
            c = line / sizes.kernel[1] / sizes.kernel[0];
for (Index row = 0; row < sizes.out[0]; ++row)
  for (Index column = 0; column < sizes.out[1]; ++column) {
    const Index from_row = sizes.source(0, row, y), from_column = sizes.source(1, column, x);
    const Index near_row = from_row < 0 ? 0 : from_row < sizes.in[0] ? from_row : sizes.in[0] - 1,
                near_column = from_column < 0               ? 0
                              : from_column < sizes.in[1] ? from_column
                                                          : sizes.in[1] - 1;
    to[row * sizes.out[1] + column] = images(n, first + c, near_row, near_column);
  }
