// mistake: best-starts-at-zero
// region: pooling-kernels/winner
// from: 8
// message: no pixel beat 0
T best = 0;
for (Index row = rows.begin; row < rows.end; ++row)
  for (Index column = columns.begin; column < columns.end; ++column) {
    const T pixel = x.at(place, row, column);
    if (!(pixel > best) && !(pixel != pixel && best == best)) continue;
    best = pixel;
    place.row = row;
    place.column = column;
  }
