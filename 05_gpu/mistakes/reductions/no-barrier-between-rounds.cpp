// mistake: no-barrier-between-rounds
// region: reductions/tree
// message: a thread reads its neighbour's part while it is being written
part[thread] = value;
__syncthreads();
for (int half = count / 2; half > 0; half /= 2)
  if (place < half) part[thread] = Fold::join(part[thread], part[thread + half * step]);
__syncthreads();
return part[thread];
