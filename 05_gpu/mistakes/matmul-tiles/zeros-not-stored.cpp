// mistake: zeros-not-stored
// region: matmul-tiles/load
// from: 35
// message: and that 0 has to be stored
const Index row = tile.row + a_row, column = tile.column + b_column;
if (row < p.m && k + a_column < p.k)
  a_tile[place(a_row, a_column)] = a[row * p.row[0] + (k + a_column) * p.column[0]];
if (k + b_row < p.k && column < p.n)
  b_tile[place(b_row, b_column)] = b[(k + b_row) * p.row[1] + column * p.column[1]];
