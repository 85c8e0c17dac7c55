// mistake: one-thread-a-column
// region: reductions/columns
// message: only the first thread's share of each column is there
if (result < sizes.results)
  for (I i = begin + threadIdx.y; i < end; i += blockDim.y)
    own = Fold::add(own, load(at[0] + place_of(sizes.inner, i), result), i);
