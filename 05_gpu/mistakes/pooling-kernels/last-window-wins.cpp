// mistake: last-window-wins
// region: pooling-kernels/collect
// message: only the last window counted
const Place from = winner(x, to, pool_window(settings, 0, row, x.size[2]),
                          pool_window(settings, 1, column, x.size[3]));
if (from.row == to.row && from.column == to.column) sum = upstream.at(to, row, column);
