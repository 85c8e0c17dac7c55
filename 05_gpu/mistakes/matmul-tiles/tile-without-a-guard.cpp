// mistake: tile-without-a-guard
// region: matmul-tiles/load
// from: 35
// message: what lies outside of a matrix must not be touched
const Index row = tile.row + a_row, column = tile.column + b_column;
a_tile[place(a_row, a_column)] = a[row * p.row[0] + (k + a_column) * p.column[0]];
b_tile[place(b_row, b_column)] = b[(k + b_row) * p.row[1] + column * p.column[1]];
