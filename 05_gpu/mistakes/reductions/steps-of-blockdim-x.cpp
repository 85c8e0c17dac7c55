// mistake: steps-of-blockdim-x
// region: reductions/columns
// message: is the step the number of threads that share it?
if (result < sizes.results)
  for (I i = begin + threadIdx.y; i < end; i += blockDim.x)
    own = Fold::add(own, load(at[0] + place_of(sizes.inner, i), result), i);
own = tree_reduce<Fold>(own, blockDim.y, blockDim.x, part);
