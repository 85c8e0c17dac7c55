// mistake: to-the-first-column
// region: indexing-and-joining/scatter-add
// message: everything went to the first column
  for (Index i = 0; i < row.count; ++i) y[at[i * at_stride] * step] += src[i * src_stride];
