// mistake: padding-subtracted
// region: winograd/square
// message: taps.first is negative
top = row - c.taps[0].first;
left = column - c.taps[1].first;
