// mistake: ignored-rows-learn
// region: softmax/gradient
// message: a row that does not count has no gradient
(void)counts;
for (Index c = threadIdx.x; c < samples.classes; c += blockDim.x) {
  const T p = exponential(samples.logit(row, c) - all.largest) / total(all);
  g[c * class_step] = scale * (p - T(c == label));
}
