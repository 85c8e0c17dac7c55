// mistake: last-difference-turned
// region: winograd/pixels
// message: belongs to another form of the trick
return {d[0] - d[2], d[1] + d[2], d[2] - d[1], d[3] - d[1]};
