// mistake: nothing-not-written
// region: matmul/three-loops
// from: 35
// message: the sum of nothing is 0, and 0 must be written, too
    for (Index i = 0; i < size.m; ++i)
      for (Index j = 0; j < size.n; ++j)
        for (Index k = 0; k < size.k; ++k) {
          const T term = a[i * size.row_stride[0] + k * size.column_stride[0]] *
                         b[k * size.row_stride[1] + j * size.column_stride[1]];
          T& to = c[i * size.row_stride[2] + j * size.column_stride[2]];
          to = k == 0 ? term : to + term;
        }
