// mistake: assumes-row-major
// region: matmul/three-loops
// message: a was read as if its rows had no gaps
    for (Index i = 0; i < size.m; ++i)
      for (Index j = 0; j < size.n; ++j) {
        T total = 0;
        for (Index k = 0; k < size.k; ++k) total += a[i * size.k + k] * b[k * size.n + j];
        c[i * size.row_stride[2] + j * size.column_stride[2]] = total;
      }
