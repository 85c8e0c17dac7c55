// mistake: no-barrier
// region: fused-optimizers/fold
// message: a barrier is missing
for (int half = kThreads / 2; half > 0; half /= 2) {
  if (i < half)
    values[i] = euclidean ? values[i] + values[i + half] : larger(values[i], values[i + half]);
}
