// mistake: one-channel
// region: seven-loops/window
// message: a filter looks at all channels of its group
const Index first = f / filters * channels;
for (Index y = 0; y < sizes.kernel[0]; ++y)
  for (Index x = 0; x < sizes.kernel[1]; ++x) {
    const Index from_row = sizes.source(0, row, y), from_column = sizes.source(1, column, x);
    if (from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 && from_column < sizes.in[1])
      total += weight(f, 0, y, x) * images(n, first, from_row, from_column);
  }
