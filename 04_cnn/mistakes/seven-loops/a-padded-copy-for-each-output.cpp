// mistake: a-padded-copy-for-each-output
// region: seven-loops/window
// from: 16
// message: no padded copy is needed
const ConvolutionAttributes& settings = sizes.settings;
const Index rows = sizes.in[0] + settings.padding[0] + settings.padding_after[0],
            columns = sizes.in[1] + settings.padding[1] + settings.padding_after[1];
const Array copy = Array::empty({channels, rows, columns}, call.in(0).dtype);
const View<T> padded(copy);
const Index first = f / filters * channels;
for (Index c = 0; c < channels; ++c)
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < columns; ++j) {
      const Index from_row = i - settings.padding[0], from_column = j - settings.padding[1];
      padded(c, i, j) = from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 &&
                                from_column < sizes.in[1]
                            ? images(n, first + c, from_row, from_column)
                            : T(0);
    }
for (Index c = 0; c < channels; ++c)
  for (Index y = 0; y < sizes.kernel[0]; ++y)
    for (Index x = 0; x < sizes.kernel[1]; ++x)
      total += weight(f, c, y, x) * padded(c, sizes.source(0, row, y) + settings.padding[0],
                                           sizes.source(1, column, x) + settings.padding[1]);
