// mistake: one-result-a-thread
// region: softmax/rows
// message: some results were not written
typename Fold::Value own = Fold::nothing();
for (Index c = threadIdx.x; c < count; c += blockDim.x)
  own = Fold::add(own, x[c * rows.in_step], c);
const auto all = row_reduce<Fold>(own, part);
const T sum = total(all), log_sum = std::log(sum);
const Index c = threadIdx.x;
if (c < count) {
  const T above = x[c * rows.in_step] - all.largest;
  y[c * rows.out_step] = kLog ? above - log_sum : exponential(above) / sum;
}
