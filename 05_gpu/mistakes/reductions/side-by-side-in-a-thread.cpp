// mistake: side-by-side-in-a-thread
// region: reductions/rows
// message: a thread's elements lie side by side
const I share = (end - begin + blockDim.x - 1) / blockDim.x;
if (result < sizes.results) {
  const I first = begin + threadIdx.x * share, last = std::min<I>(first + share, end);
  for (I i = first; i < last; ++i)
    own = Fold::add(own, load(at[0] + place_of(sizes.inner, i), result), i);
}
