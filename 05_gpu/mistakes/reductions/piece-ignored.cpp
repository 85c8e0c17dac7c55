// mistake: piece-ignored
// region: reductions/rows
// message: a block has the piece begin, ... end - 1 alone
(void)begin, (void)end;
if (result < sizes.results)
  for (I i = threadIdx.x; i < sizes.terms; i += blockDim.x)
    own = Fold::add(own, load(at[0] + place_of(sizes.inner, i), result), i);
