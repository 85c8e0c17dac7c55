// mistake: only-the-last-k
// region: matmul/three-loops
// message: only the last k is left
    for (Index i = 0; i < size.m; ++i)
      for (Index j = 0; j < size.n; ++j) {
        c[i * size.row_stride[2] + j * size.column_stride[2]] = 0;
        for (Index k = 0; k < size.k; ++k)
          c[i * size.row_stride[2] + j * size.column_stride[2]] =
              a[i * size.row_stride[0] + k * size.column_stride[0]] *
              b[k * size.row_stride[1] + j * size.column_stride[1]];
      }
