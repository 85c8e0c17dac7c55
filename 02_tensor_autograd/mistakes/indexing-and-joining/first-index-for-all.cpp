// mistake: first-index-for-all
// region: indexing-and-joining/gather
// message: the whole row of the first index was taken
  for (Index i = 0; i < row.count; ++i) y[i * y_stride] = x[i * x_stride + at[0] * step];
