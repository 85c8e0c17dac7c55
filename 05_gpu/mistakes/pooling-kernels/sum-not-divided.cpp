// mistake: sum-not-divided
// region: pooling-kernels/average
// message: the sums were not divided
for (Index row = rows.begin; row < rows.end; ++row)
  for (Index column = columns.begin; column < columns.end; ++column) mean += x.at(to, row, column);
