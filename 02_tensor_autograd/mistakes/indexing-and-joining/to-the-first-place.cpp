// mistake: to-the-first-place
// region: indexing-and-joining/scatter-add
// message: each row of src went to the place of its first index
  for (Index i = 0; i < row.count; ++i) y[i * y_stride + at[0] * step] += src[i * src_stride];
