// mistake: first-row-always
// region: reductions/sum-naive
// message: every result is the sum of the first row
    T total = 0;
    for (Index j = 0; j < split.inner.numel(); ++j)
      total += x[offset_of(unravel(j, split.inner.shape), split.inner.strides)];
    y[offset_of(outer, out.strides)] = total;
