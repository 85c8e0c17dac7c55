// mistake: rows-without-padding
// region: matmul-tiles/place
// message: so a column lies in one single bank
return row * kTile + column;
