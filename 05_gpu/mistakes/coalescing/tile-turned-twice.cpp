// mistake: tile-turned-twice
// region: coalescing/store
// message: do loading and storing agree
const Index row = first_row + line, column = first_column + lane;
if (row < t.rows && column < t.columns)
  out[b * t.out_batch + row * t.out_row + column] = tile[place(lane, line)];
