// mistake: neighbours-one-apart
// region: reductions/tree
// message: its threads are blockDim.x apart
(void)step;
part[thread] = value;
__syncthreads();
for (int half = count / 2; half > 0; half /= 2) {
  typename Fold::Value other = part[thread];
  if (place < half) other = Fold::join(part[thread], part[thread + half]);
  __syncthreads();
  part[thread] = other;
  __syncthreads();
}
return part[thread];
