// mistake: first-column-always
// region: indexing-and-joining/gather
// message: every result came from the first column
  for (Index i = 0; i < row.count; ++i) y[i * y_stride] = x[at[i * at_stride] * step];
