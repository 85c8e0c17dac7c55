// mistake: own-share-only
// region: softmax/rows
// message: each thread divides by its own share
typename Fold::Value own = Fold::nothing();
for (Index c = threadIdx.x; c < count; c += blockDim.x)
  own = Fold::add(own, x[c * rows.in_step], c);
(void)row_reduce<Fold>(own, part);
const T sum = total(own), log_sum = std::log(sum);
for (Index c = threadIdx.x; c < count; c += blockDim.x) {
  const T above = x[c * rows.in_step] - own.largest;
  y[c * rows.out_step] = kLog ? above - log_sum : exponential(above) / sum;
}
