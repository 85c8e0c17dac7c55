// mistake: no-result-no-guard
// region: reductions/rows
// from: 35
// message: a thread without a result read beyond the input
for (I i = begin + threadIdx.x; i < end; i += blockDim.x)
  own = Fold::add(own, load(result * sizes.terms + place_of(sizes.inner, i), result), i);
