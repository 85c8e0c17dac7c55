// mistake: tile-of-a-transposed
// region: matmul-tiles/load
// message: the tile of a was loaded transposed
const Index row = tile.row + a_row, column = tile.column + b_column;
a_tile[place(a_column, a_row)] =
    row < p.m && k + a_column < p.k ? a[row * p.row[0] + (k + a_column) * p.column[0]] : T(0);
b_tile[place(b_row, b_column)] =
    k + b_row < p.k && column < p.n ? b[(k + b_row) * p.row[1] + column * p.column[1]] : T(0);
