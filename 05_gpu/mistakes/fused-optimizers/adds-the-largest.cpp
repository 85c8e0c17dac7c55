// mistake: adds-the-largest
// region: fused-optimizers/fold
// message: the values were added up
for (int half = kThreads / 2; half > 0; half /= 2) {
  __syncthreads();
  if (i < half) values[i] = values[i] + values[i + half];
}
