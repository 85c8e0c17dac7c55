// mistake: tiles-without-overlap
// region: winograd/square
// message: tiles of 4 x 4 pixels overlap
top = 2 * row + c.taps[0].first;
left = 2 * column + c.taps[1].first;
