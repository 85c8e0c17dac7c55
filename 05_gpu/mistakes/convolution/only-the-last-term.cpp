// mistake: only-the-last-term
// region: convolution/direct
// message: only the last term is left
const int first = f / w.filters * w.channels;
for (int y = 0; y < w.kernel[0]; ++y)
  for (int x = 0; x < w.kernel[1]; ++x) {
    const int row = w.source(0, at.row, y), column = w.source(1, at.column, x);
    if (row < 0 || row >= w.in[0] || column < 0 || column >= w.in[1]) continue;
    for (int c = 0; c < w.channels; ++c)
      total = weight.data[f * weight.n + c * weight.channel + y * weight.row + x * weight.column] *
              images.data[at.n * images.n + (first + c) * images.channel + row * images.row +
                          column * images.column];
  }
