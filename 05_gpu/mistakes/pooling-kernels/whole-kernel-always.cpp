// mistake: whole-kernel-always
// region: pooling-kernels/average
// message: divisor is not always the kernel
for (Index row = rows.begin; row < rows.end; ++row)
  for (Index column = columns.begin; column < columns.end; ++column) mean += x.at(to, row, column);
mean /= static_cast<T>(settings.kernel[0] * settings.kernel[1]);
