// mistake: last-of-equals
// region: pooling-kernels/winner
// from: 8
// message: the last of equals won
T best = x.at(place, place.row, place.column);
for (Index row = rows.begin; row < rows.end; ++row)
  for (Index column = columns.begin; column < columns.end; ++column) {
    const T pixel = x.at(place, row, column);
    if (!(pixel >= best) && pixel == pixel) continue;
    best = pixel;
    place.row = row;
    place.column = column;
  }
