// mistake: added-to-old-contents
// region: matmul-tiles/element
// from: 35
// message: its old contents were added
if (i >= p.m || j >= p.n) return;
for (Index k = 0; k < p.k; ++k)
  of.c[i * p.row[2] + j * p.column[2]] +=
      of.a[i * p.row[0] + k * p.column[0]] * of.b[k * p.row[1] + j * p.column[1]];
