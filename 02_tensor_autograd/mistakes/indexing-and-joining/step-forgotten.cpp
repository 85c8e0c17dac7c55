// mistake: step-forgotten
// region: indexing-and-joining/gather
// message: neighbours in a column lie `step` elements apart
  for (Index i = 0; i < row.count; ++i)
    y[i * y_stride] = x[i * x_stride + at[i * at_stride]];
