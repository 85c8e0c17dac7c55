// mistake: lanes-are-columns
// region: coalescing/load
// message: in loading, lanes are rows
const Index row = first_row + line, column = first_column + lane;
if (row < t.rows && column < t.columns)
  tile[place(line, lane)] = in[b * t.in_batch + row + column * t.in_column];
