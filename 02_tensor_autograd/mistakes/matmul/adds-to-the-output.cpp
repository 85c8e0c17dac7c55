// mistake: adds-to-the-output
// region: matmul/three-loops
// from: 35
// message: the result was added to what the memory held
    for (Index i = 0; i < size.m; ++i)
      for (Index j = 0; j < size.n; ++j)
        for (Index k = 0; k < size.k; ++k)
          c[i * size.row_stride[2] + j * size.column_stride[2]] +=
              a[i * size.row_stride[0] + k * size.column_stride[0]] *
              b[k * size.row_stride[1] + j * size.column_stride[1]];
