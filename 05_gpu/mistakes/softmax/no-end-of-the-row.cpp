// mistake: no-end-of-the-row
// region: softmax/rows
// from: 35
// message: a thread goes beyond the end of its row
typename Fold::Value own = Fold::nothing();
for (Index c = threadIdx.x; c < count; c += blockDim.x)
  own = Fold::add(own, x[c * rows.in_step], c);
const auto all = row_reduce<Fold>(own, part);
const T sum = total(all), log_sum = std::log(sum);
for (Index first = 0; first < count; first += blockDim.x) {
  const Index c = first + threadIdx.x;
  const T above = x[c * rows.in_step] - all.largest;
  y[c * rows.out_step] = kLog ? above - log_sum : exponential(above) / sum;
}
