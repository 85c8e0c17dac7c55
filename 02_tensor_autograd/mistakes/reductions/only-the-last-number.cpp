// mistake: only-the-last-number
// region: reductions/sum-naive
// message: is `total` replaced instead of grown?
    const T* row = x + offset_of(outer, split.outer.strides);
    T total = 0;
    for (Index j = 0; j < split.inner.numel(); ++j)
      total = row[offset_of(unravel(j, split.inner.shape), split.inner.strides)];
    y[offset_of(outer, out.strides)] = total;
