// mistake: one-position
// region: convolution-gradients/gather
// message: only one position of the window was looked at
const int group = c / w.channels, own = c % w.channels;
int row = 0, column = 0;
if (reach.go(0, at.row, 0, g.rows, row) && reach.go(1, at.column, 0, g.columns, column))
  for (int f = group * w.filters; f < (group + 1) * w.filters; ++f)
    total += weight.data[f * weight.n + own * weight.channel] *
             g.data[at.n * g.n + f * g.channel + row * g.row + column * g.column];
