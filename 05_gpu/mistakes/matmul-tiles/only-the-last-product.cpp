// mistake: only-the-last-product
// region: matmul-tiles/element
// message: only the last product is left
if (i >= p.m || j >= p.n) return;
T total = 0;
for (Index k = 0; k < p.k; ++k)
  total = of.a[i * p.row[0] + k * p.column[0]] * of.b[k * p.row[1] + j * p.column[1]];
of.c[i * p.row[2] + j * p.column[2]] = total;
