// mistake: last-round-left-out
// region: reductions/tree
// message: the last round, of one place, was left out
part[thread] = value;
__syncthreads();
for (int half = count / 2; half > 1; half /= 2) {
  if (place < half) part[thread] = Fold::join(part[thread], part[thread + half * step]);
  __syncthreads();
}
return part[thread];
