// mistake: one-running-sum
// region: extremes/scan
// message: it lost its last digits on the way
  T total = 0;
  for (Index i = 0; i < count; ++i) {
    total += x[i * x_stride];
    y[i * y_stride] = before + total;
  }
  return total;
