// mistake: transposed-place
// region: pooling-kernels/collect
// from: 7
// message: the gradient went to the transposed place
const PoolWindow rows = pool_window(settings, 0, row, x.size[2]),
                 columns = pool_window(settings, 1, column, x.size[3]);
const Place from = winner(x, to, rows, columns);
if (from.row - rows.begin == to.column - columns.begin &&
    from.column - columns.begin == to.row - rows.begin)
  sum += upstream.at(to, row, column);
