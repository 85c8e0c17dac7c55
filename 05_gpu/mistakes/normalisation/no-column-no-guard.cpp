// mistake: no-column-no-guard
// region: normalisation/write-rows
// from: 35
// message: a thread without a column wrote or read
for (Index row = first; row < columns.rows; row += step) {
  const Index at = row * columns.columns + c;
  const T value = columns.before_relu(at, c);
  y[at] = columns.relu && value <= T(0) ? T(0) : value;
}
