// mistake: stops-at-two
// region: fused-optimizers/fold
// message: some of the numbers were not folded
for (int half = kThreads / 2; half > 1; half /= 2) {
  __syncthreads();
  if (i < half)
    values[i] = euclidean ? values[i] + values[i + half] : larger(values[i], values[i + half]);
}
