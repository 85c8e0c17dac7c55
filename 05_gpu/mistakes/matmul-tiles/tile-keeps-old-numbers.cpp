// mistake: tile-keeps-old-numbers
// region: matmul-tiles/load
// from: 35
// message: what lies outside in k counts as 0
const Index row = tile.row + a_row, column = tile.column + b_column;
const Index last = p.k - 1;
const Index a_k = k + a_column < p.k ? k + a_column : last, b_k = k + b_row < p.k ? k + b_row : last;
a_tile[place(a_row, a_column)] =
    row < p.m ? a[row * p.row[0] + a_k * p.column[0]] : T(0);
b_tile[place(b_row, b_column)] =
    column < p.n ? b[b_k * p.row[1] + column * p.column[1]] : T(0);
