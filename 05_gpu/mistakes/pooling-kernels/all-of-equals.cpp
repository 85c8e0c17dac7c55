// mistake: all-of-equals
// region: pooling-kernels/collect
// from: 8
// message: all of the equal pixels got the gradient
const Place from = winner(x, to, pool_window(settings, 0, row, x.size[2]),
                          pool_window(settings, 1, column, x.size[3]));
if (x.at(to, from.row, from.column) == x.at(to, to.row, to.column))
  sum += upstream.at(to, row, column);
