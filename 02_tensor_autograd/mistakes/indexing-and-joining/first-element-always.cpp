// mistake: first-element-always
// region: indexing-and-joining/gather
// message: only the first element of each column came
  for (Index i = 0; i < row.count; ++i) y[i * y_stride] = x[i * x_stride];
