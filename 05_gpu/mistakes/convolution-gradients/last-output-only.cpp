// mistake: last-output-only
// region: convolution-gradients/weight
// message: only the last output is left
const int channel = f / w.filters * w.channels + tap.channel;
for (Index n = 0; n < w.batch; ++n)
  for (int i_out = 0; i_out < w.out[0]; ++i_out)
    for (int j_out = 0; j_out < w.out[1]; ++j_out) {
      const int row = w.source(0, i_out, tap.y), column = w.source(1, j_out, tap.x);
      if (row < 0 || row >= w.in[0] || column < 0 || column >= w.in[1]) continue;
      total = g.data[n * g.n + f * g.channel + i_out * g.row + j_out * g.column] *
              images.data[n * images.n + channel * images.channel + row * images.row +
                          column * images.column];
    }
