// mistake: first-image-only
// region: convolution-gradients/weight
// from: 10
// message: only the first image was looked at
const int channel = f / w.filters * w.channels + tap.channel;
for (int i_out = 0; i_out < w.out[0]; ++i_out)
  for (int j_out = 0; j_out < w.out[1]; ++j_out) {
    const int row = w.source(0, i_out, tap.y), column = w.source(1, j_out, tap.x);
    if (row < 0 || row >= w.in[0] || column < 0 || column >= w.in[1]) continue;
    total += g.data[f * g.channel + i_out * g.row + j_out * g.column] *
             images.data[channel * images.channel + row * images.row + column * images.column];
  }
