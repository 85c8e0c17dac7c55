// mistake: half-tiles-left-out
// region: winograd/clip
// from: 35
// message: of their tiles, half exists
rows = row + 2 <= c.to_size[0] ? 2 : 0;
columns = column + 2 <= c.to_size[1] ? 2 : 0;
