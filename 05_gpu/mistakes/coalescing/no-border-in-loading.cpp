// mistake: no-border-in-loading
// region: coalescing/load
// from: 35
// message: the last tiles stick out of the matrix
const Index row = first_row + lane, column = first_column + line;
tile[place(lane, line)] = in[b * t.in_batch + row + column * t.in_column];
