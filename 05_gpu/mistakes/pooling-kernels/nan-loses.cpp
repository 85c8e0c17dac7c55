// mistake: nan-loses
// region: pooling-kernels/winner
// message: NaN is not larger than any number, and still it must win
T best = x.at(place, place.row, place.column);
for (Index row = rows.begin; row < rows.end; ++row)
  for (Index column = columns.begin; column < columns.end; ++column) {
    const T pixel = x.at(place, row, column);
    if (!(pixel > best)) continue;
    best = pixel;
    place.row = row;
    place.column = column;
  }
