// mistake: one-row-a-thread
// region: softmax/mean
// message: there are more rows than threads
const Index row = threadIdx.x;
if (row < samples.rows) {
  const bool counts = samples.counts(row), bad = counts && !samples.is_class(samples.label(row));
  all = JoinLosses::join(all, {static_cast<double>(loss[row]), counts, bad ? row : all.bad});
}
all = block_reduce<JoinLosses>(all, part);
if (threadIdx.x == 0) *mean = static_cast<T>(all.sum / static_cast<double>(all.count));
