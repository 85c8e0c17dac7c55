// mistake: total-not-reset
// region: matmul/three-loops
// message: `total` must begin at 0 for every c
    for (Index i = 0; i < size.m; ++i) {
      T total = 0;
      for (Index j = 0; j < size.n; ++j) {
        for (Index k = 0; k < size.k; ++k)
          total += a[i * size.row_stride[0] + k * size.column_stride[0]] *
                   b[k * size.row_stride[1] + j * size.column_stride[1]];
        c[i * size.row_stride[2] + j * size.column_stride[2]] = total;
      }
    }
