// mistake: label-forgotten
// region: softmax/gradient
// message: 1 must go off where the label is
for (Index c = threadIdx.x; c < samples.classes; c += blockDim.x) {
  const T p = exponential(samples.logit(row, c) - all.largest) / total(all);
  g[c * class_step] = counts ? scale * p : T(0);
}
