// mistake: three-passes
// region: softmax/rows
// message: the row is read three times
typename Fold::Value own = Fold::nothing();
for (Index c = threadIdx.x; c < count; c += blockDim.x)
  own.largest = own.largest < x[c * rows.in_step] ? x[c * rows.in_step] : own.largest;
for (Index c = threadIdx.x; c < count; c += blockDim.x)
  own.sum += x[c * rows.in_step] == own.largest ? T(1) : exponential(x[c * rows.in_step] - own.largest);
const auto all = row_reduce<Fold>(own, part);
const T sum = total(all), log_sum = std::log(sum);
for (Index c = threadIdx.x; c < count; c += blockDim.x) {
  const T above = x[c * rows.in_step] - all.largest;
  y[c * rows.out_step] = kLog ? above - log_sum : exponential(above) / sum;
}
