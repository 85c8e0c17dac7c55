// mistake: mean-of-all-rows
// region: softmax/mean
// message: the mean is one of the rows that count
for (Index row = threadIdx.x; row < samples.rows; row += blockDim.x) {
  const bool counts = samples.counts(row), bad = counts && !samples.is_class(samples.label(row));
  all = JoinLosses::join(all, {static_cast<double>(loss[row]), counts, bad ? row : all.bad});
}
all = block_reduce<JoinLosses>(all, part);
if (threadIdx.x == 0) *mean = static_cast<T>(all.sum / static_cast<double>(samples.rows));
