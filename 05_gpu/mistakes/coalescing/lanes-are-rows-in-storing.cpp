// mistake: lanes-are-rows-in-storing
// region: coalescing/store
// message: in storing, lanes are columns
const Index row = first_row + lane, column = first_column + line;
if (row < t.rows && column < t.columns)
  out[b * t.out_batch + row * t.out_row + column] = tile[place(lane, line)];
