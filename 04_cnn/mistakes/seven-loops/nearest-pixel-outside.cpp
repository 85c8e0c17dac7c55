// mistake: nearest-pixel-outside
// region: seven-loops/window
// message: the nearest pixel was taken
const Index first = f / filters * channels;
for (Index c = 0; c < channels; ++c)
  for (Index y = 0; y < sizes.kernel[0]; ++y)
    for (Index x = 0; x < sizes.kernel[1]; ++x) {
      Index from_row = sizes.source(0, row, y), from_column = sizes.source(1, column, x);
      from_row = from_row < 0 ? 0 : from_row < sizes.in[0] ? from_row : sizes.in[0] - 1;
      from_column = from_column < 0 ? 0 : from_column < sizes.in[1] ? from_column : sizes.in[1] - 1;
      total += weight(f, c, y, x) * images(n, first + c, from_row, from_column);
    }
