// mistake: halves-begin-at-zero
// region: extremes/scan
// message: each half begins at 0 again
  if (count > kFew) {
    const Index half = count / 2;
    const T left = scan(x, x_stride, y, y_stride, half, before);
    return left + scan(x + half * x_stride, x_stride, y + half * y_stride, y_stride, count - half,
         before + left);
  }
  T total = 0;
  for (Index i = 0; i < count; ++i) {
    total += x[i * x_stride];
    y[i * y_stride] = total;
  }
  return total;
