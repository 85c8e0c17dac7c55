// mistake: relu-forgotten
// region: normalisation/write-rows
// message: the ReLU is missing
if (c < columns.columns)
  for (Index row = first; row < columns.rows; row += step) {
    const Index at = row * columns.columns + c;
    y[at] = columns.before_relu(at, c);
  }
