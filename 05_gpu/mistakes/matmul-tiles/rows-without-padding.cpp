// mistake: rows-without-padding
// region: matmul-tiles/stride
// message: so a column lies in one single bank
return kTile;
