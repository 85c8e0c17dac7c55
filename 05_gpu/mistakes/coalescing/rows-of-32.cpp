// mistake: rows-of-32
// region: coalescing/place
// message: 32 lanes use one bank
return row * kTile + column;
