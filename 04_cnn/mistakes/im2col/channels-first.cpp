// mistake: channels-first
// region: im2col/windows
// message: c changes from line to line
const Index c = line % work.channels, x = line / work.channels % sizes.kernel[1],
            y = line / work.channels / sizes.kernel[1];
for (Index row = 0; row < sizes.out[0]; ++row)
  for (Index column = 0; column < sizes.out[1]; ++column) {
    const Index from_row = sizes.source(0, row, y), from_column = sizes.source(1, column, x);
    const bool inside = from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 &&
                        from_column < sizes.in[1];
    to[row * sizes.out[1] + column] = inside ? images(n, first + c, from_row, from_column) : T(0);
  }
