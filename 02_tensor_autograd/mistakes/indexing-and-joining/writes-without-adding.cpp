// mistake: writes-without-adding
// region: indexing-and-joining/scatter-add
// from: 11
// message: and only the last one counts
  for (Index i = 0; i < row.count; ++i)
    y[i * y_stride + at[i * at_stride] * step] = src[i * src_stride];
